internal import PatchAudio
public import PatchBase
internal import PatchCodec
internal import PatchSeal
internal import PatchWire

// Datagrams and sound, both ways.
extension VoiceSession {
  /// The payload type of Discord's sound.
  static let payloadType: UInt8 = 120

  /// One datagram from the voice server.
  public mutating func datagram(_ bytes: Span<UInt8>, at now: Ticks) {
    clock.follow(now)
    counts.datagrams += 1
    if let found = path.nextRequest == nil ? nil : VoiceDiscovery.response(bytes, ssrc: path.ssrc) {
      guard state == .discovering else { return }
      path.found(bytes.window(found.address), found.port, at: clock)
      due.request = false
      due.select = true
      return enter(.selecting, for: VoiceLink.patience)
    }
    guard !VoiceKeepalive.isOther(bytes), !RTPPacket.isControl(bytes), hasKey else { return counts.others += 1 }
    guard bytes.count <= VoiceArrivals.stride else { return lose(.malformed) }
    let place = arrivals.place()
    if place.crowded { lose(.crowded) }
    let length: Int
    do {
      length = try VoiceSession.open(&transport, &arrivals, place.index, bytes)
    } catch {
      return lose(error == .auth ? .transport : .malformed)
    }
    guard let packet = VoiceSession.parse(arrivals, place.index, length) else { return lose(.malformed) }
    guard packet.payloadType == VoiceSession.payloadType else { return counts.others += 1 }
    if packet.paddingCount > 0 { counts.padded += 1 }
    let user = speakers.user(of: packet.ssrc, at: clock)
    if user == nil, !arrivals.knows(packet.ssrc) {
      events.add(VoiceEvent(.unknownSource, value: UInt64(packet.ssrc)))
    }
    let media = VoiceMedia(
      user: user ?? 0, ssrc: packet.ssrc, sequence: packet.sequence, timestamp: packet.timestamp)
    arrivals.keep(place.index, media, packet.payload, user == nil ? .needsUser : .ready, at: clock)
  }

  /// One Opus packet of what we say: one for each 20 ms (or as long as it lasts) while we speak, none while we are silent.
  /// Five packets of silence that end it follow by themselves; sent by the host they are understood too.
  ///
  /// `malformed` for what is no Opus packet, or longer than 1140 bytes; `state` when it cannot be sent now, which is
  /// counted and told by its cause: the session is not ready, the group has no key for us yet, or the channel is not
  /// encrypted and has to be.
  public mutating func send(_ opus: Span<UInt8>, at now: Ticks) throws(Fault) {
    clock.follow(now)
    guard opus.count <= VoiceSpeech.longest, let packet = try? OpusPacket(opus) else { throw .malformed }
    if let obstacle {
      // Silence is no loss.
      if !VoiceSilence.matches(opus) { withhold(obstacle) }
      throw .state
    }
    if speech.add(opus, samples: packet.samples48k, at: clock) { withhold(.crowded) }
  }

  /// Why nothing can be sent now; nil when it can.
  var obstacle: VoiceLoss? {
    guard hasKey, hasSession else { return .notReady }
    guard hasGroupKeys else { return .noOwnKey }
    switch frames.sending {
    case .sealed: return nil
    case .waiting: return .noOwnKey
    case .muted: return .muted
    // Never in the clear where it has to be encrypted, whatever the group says.
    case .plain: return settings.requireDave && !join.isStage ? .muted : nil
    }
  }

  /// The mute is told when it begins and when it ends.
  mutating func noteSending() {
    let muted = hasGroupKeys && obstacle == .muted
    guard muted != isMuted else { return }
    isMuted = muted
    events.add(VoiceEvent(muted ? .muted : .unmuted))
  }

  /// The next received frame as an Opus packet, at the start of `buffer`; nil when there is none.
  mutating func takeMedia(into buffer: inout MutableSpan<UInt8>) throws(Fault) -> VoiceOutput? {
    while let index = arrivals.next() {
      let slot = arrivals.slot(index)
      guard buffer.count >= slot.length else { throw .noSpace(needed: slot.length) }
      let opened = VoiceSession.open(&frames, arrivals, index, slot.media.user, clock, &buffer)
      switch opened.verdict {
      case .opened, .silence, .passed:
        arrivals.free(index)
        guard opened.count > 0 else { continue }
        counts.heard += 1
        return .media(slot.media, length: opened.count)
      case .unknownUser, .noKey:
        arrivals.waitForKey(index)
        continue
      case .plaintext: lose(.plaintext, user: slot.media.user)
      case .malformed, .noSpace: lose(.badFrame, user: slot.media.user)
      case .replayed, .generation: lose(.replayed, user: slot.media.user)
      case .unauthenticated: lose(.unauthenticated, user: slot.media.user)
      }
      arrivals.free(index)
      recoverIfNeeded()
    }
    return nil
  }

  /// The key work may have a reason to do nothing now, as a transition that is under way: it is told again.
  private mutating func recoverIfNeeded() {
    guard frames.needsRecovery else { return }
    if let recoveryAt, clock.since(recoveryAt) < 2_000_000 { return }
    if recoveryAt == nil { events.add(VoiceEvent(.recovering)) }
    recoveryAt = clock
    hand(.recover)
  }

  /// The next datagram of what we say; nil when there is none.
  mutating func takeDatagram(into buffer: inout MutableSpan<UInt8>) throws(Fault) -> VoiceOutput? {
    while speech.queue.count > 0 {
      let packet = speech.queue.first
      let most = RTPHeader.byteCount + Int(packet.length) + DaveFrames.overhead + TransportSeal.overhead
      guard buffer.count >= most else { throw .noSpace(needed: most) }
      let cause: VoiceLoss
      if let obstacle {
        // It was ready when this was said, and is not any more.
        cause = obstacle
      } else {
        do {
          let length = try VoiceSession.seal(
            &transport, &frames, speech, path.ssrc, UInt32(truncatingIfNeeded: packet.value), into: &buffer)
          speech.removeFirst()
          speech.advance()
          counts.sent += 1
          return .datagram(length: length)
        } catch { cause = .noOwnKey }
      }
      let isSilence = VoiceSilence.matches(speech.queue.firstContent)
      speech.removeFirst()
      if !isSilence { withhold(cause) }
    }
    return nil
  }

  // These take the parts that they use, so that their accesses stay apart.

  private static func open(
    _ transport: inout VoiceTransport, _ arrivals: inout VoiceArrivals, _ index: Int, _ bytes: Span<UInt8>
  ) throws(Fault) -> Int {
    arrivals.load(index, bytes)
    return try arrivals.change(index, bytes.count) { (datagram) throws(Fault) in try transport.open(&datagram) }
  }

  private static func parse(_ arrivals: borrowing VoiceArrivals, _ index: Int, _ length: Int) -> RTPPacket? {
    try? RTPPacket(arrivals.datagram(index, length))
  }

  private static func open(
    _ frames: inout DaveFrames, _ arrivals: borrowing VoiceArrivals, _ index: Int, _ user: UInt64, _ now: Ticks,
    _ buffer: inout MutableSpan<UInt8>
  ) -> DaveOpened {
    frames.open(arrivals.frame(index), from: user, at: now, into: &buffer)
  }

  private static func seal(
    _ transport: inout VoiceTransport, _ frames: inout DaveFrames, _ speech: borrowing VoiceSpeech, _ ssrc: UInt32,
    _ timestamp: UInt32, into buffer: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    let header = RTPHeader(
      payloadType: payloadType, sequence: speech.sequence, timestamp: timestamp, ssrc: ssrc)
    let start = try header.write(into: &buffer)
    var rest = buffer.window(start..<buffer.count)
    let length = try frames.seal(speech.queue.firstContent, into: &rest)
    return try transport.seal(&buffer, count: start + length)
  }
}
