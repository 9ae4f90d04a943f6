public import PatchBase
internal import PatchSeal
internal import PatchWire

// What arrives on the WebSocket.
extension VoiceSession {
  /// WebSocket `number` is open.
  public mutating func opened(_ number: UInt32, at now: Ticks) {
    clock.follow(now)
    guard link.isWanted, number == link.number, !link.isOpen else { return }
    link.isOpen = true
    if state == .resuming { due.resume = true } else { due.identify = true }
    deadline = clock.advanced(by: VoiceLink.patience)
  }

  /// WebSocket `number` was closed with this code; 1006 when it was lost, or could not be opened.
  public mutating func closed(_ number: UInt32, code: Int, at now: Ticks) {
    clock.follow(now)
    guard link.isWanted, number == link.number else { return }
    closed(code: code)
  }

  /// A text message of WebSocket `number`. What is not understood is counted and told, and changes nothing: `malformed`.
  /// A WebSocket that was given up may still speak: that is passed over.
  public mutating func text(_ number: UInt32, _ message: Span<UInt8>, at now: Ticks) throws(Fault) {
    clock.follow(now)
    guard link.isWanted, number == link.number else { return }
    guard message.count <= VoiceSession.longestMessage else { throw misunderstood() }
    let read: VoiceMessage
    do { read = try VoiceSession.read(message, &scratch) } catch { throw misunderstood() }
    counts.messages += 1
    if let sequence = read.sequence { link.sequence = sequence }
    receive(read, message)
    // The key was among it.
    for i in 0..<VoiceReader.scratch { scratch[i] = 0 }
  }

  /// A binary message of WebSocket `number`; otherwise as `text`.
  public mutating func binary(_ number: UInt32, _ message: Span<UInt8>, at now: Ticks) throws(Fault) {
    clock.follow(now)
    guard link.isWanted, number == link.number else { return }
    guard message.count <= VoiceSession.longestMessage, let read = try? VoiceReader.binary(message) else {
      throw misunderstood()
    }
    counts.messages += 1
    link.sequence = read.sequence
    // An op that we do not know may be new: it is no fault.
    guard VoiceOp(rawValue: read.number)?.isBinaryFromServer == true else { return }
    let item = VoiceDaveWork(.message, session: group)
    if !work.add(item, message.window(2..<message.count)) { overrun() }
  }

  @inline(never)
  private mutating func misunderstood() -> Fault {
    counts.malformed += 1
    events.add(VoiceEvent(.malformed, value: 1))
    return .malformed
  }

  private mutating func receive(_ message: VoiceMessage, _ text: Span<UInt8>) {
    switch message.op {
    case .hello: link.hello(message.heartbeatInterval, at: clock)
    case .heartbeat: due.heartbeat = true
    case .heartbeatAck: link.answer(message.nonce, at: clock)
    case .ready: ready(message)
    case .sessionDescription: described(message)
    case .resumed: resumed()
    case .speaking, .video:
      if let user = message.user, message.ssrc != 0 { own(message.ssrc, user) }
    case .clientsConnect: people(text, message)
    case .clientDisconnect:
      if let user = message.user {
        speakers.remove(user)
        hand(.disconnected, id: user)
        events.add(VoiceEvent(.left, user: user))
      }
    case .davePrepareTransition:
      hand(.prepareTransition, transition: message.transition, value: message.daveVersion)
    case .daveExecuteTransition: hand(.executeTransition, transition: message.transition)
    case .davePrepareEpoch: hand(.prepareEpoch, value: message.daveVersion, extra: message.epoch)
    case .identify, .selectProtocol, .resume, .daveTransitionReady, .mlsExternalSender, .mlsKeyPackage, .mlsProposals,
      .mlsCommitWelcome, .mlsAnnounceCommit, .mlsWelcome, .mlsInvalidCommitWelcome, nil:
      break
    }
  }

  /// Op 2: the session exists. Where does the server see us?
  private mutating func ready(_ message: VoiceMessage) {
    guard state == .connecting, link.isOpen else { return }
    guard let mode = choice(message.modes) else { return end(.noMode, code: 0) }
    link.isLive = true
    hasSession = true
    group &+= 1
    path.ssrc = message.ssrc
    path.port = message.port
    path.mode = mode
    VoiceSession.set(&path.address, scratch, message.address)
    due.path = true
    path.discover(at: clock)
    enter(.discovering)
    hand(.open, id: join.channel, value: settings.requireDave && !join.isStage ? 1 : 0)
  }

  private borrowing func choice(_ offered: VoiceModes) -> VoiceMode? {
    let wanted: VoiceMode = settings.prefersAES ? .aes256gcm : .xchacha20poly1305
    if offered.contains(wanted) { return wanted }
    if offered.contains(.xchacha20poly1305) { return .xchacha20poly1305 }
    return offered.contains(.aes256gcm) ? .aes256gcm : nil
  }

  /// Op 4: the key. Sound flows from here on, if the group has keys too.
  private mutating func described(_ message: VoiceMessage) {
    guard hasSession, state == .selecting || state == .ready else { return }
    guard let mode = message.mode, VoiceSession.set(&transport, mode, scratch, message.key) else {
      return react(.rejoinOnce, code: 0)
    }
    let isFirst = !hasKey
    hasKey = true
    daveVersion = message.daveVersion
    join.leaves = 0
    enter(.ready)
    guard isFirst else { return }
    readySince = clock
    unanswered = 0
    hand(.start, value: message.daveVersion)
    if message.daveVersion == 0 { begin(plain: !settings.requireDave || join.isStage) }
    events.add(VoiceEvent(.ready, value: UInt64(path.ssrc), extra: message.daveVersion))
    speech.greet(at: clock)
  }

  /// There is no group: sound in the clear is heard, and said where that is allowed.
  private mutating func begin(plain: Bool) {
    if plain { change.openSender() } else { change.muteSender() }
    change.setPassThrough(true)
    frames.apply(&change, at: clock)
    hasGroupKeys = true
  }

  /// Op 9: the session goes on.
  private mutating func resumed() {
    guard state == .resuming, link.isOpen else { return }
    link.isLive = true
    resumeTries = 0
    events.add(VoiceEvent(.resumed, value: clock.since(lostAt)))
    if hasKey {
      enter(.ready)
      speech.tellAgain()
    } else if path.ownPort != 0 {
      due.select = true
      enter(.selecting, for: VoiceLink.patience)
    } else {
      path.discover(at: clock)
      enter(.discovering)
    }
  }

  /// A source of sound has an owner. This may come long before the sound, or after it.
  mutating func own(_ ssrc: UInt32, _ user: UInt64) {
    guard speakers.set(ssrc, user, at: clock) else { return }
    arrivals.name(ssrc, user)
    events.add(VoiceEvent(.source, user: user, value: UInt64(ssrc)))
  }

  private mutating func people(_ text: Span<UInt8>, _ message: VoiceMessage) {
    guard var walk = try? VoiceUsers(text, message.users) else { return }
    while let user = try? walk.next() {
      hand(.connected, id: user)
      events.add(VoiceEvent(.joined, user: user))
    }
  }

  // These take the parts that they use, so that their accesses stay apart.

  private static func read(_ text: Span<UInt8>, _ scratch: inout Block<UInt8>) throws(Fault) -> VoiceMessage {
    var memory = scratch.mutableSpan
    return try VoiceReader.read(text, scratch: &memory)
  }

  private static func set(_ text: inout VoiceText, _ scratch: borrowing Block<UInt8>, _ range: Range<Int>) {
    _ = text.set(scratch.span.window(range))
  }

  private static func set(
    _ transport: inout VoiceTransport, _ mode: VoiceMode, _ scratch: borrowing Block<UInt8>, _ range: Range<Int>
  ) -> Bool {
    do { try transport.setKey(mode, scratch.span.window(range)) } catch { return false }
    return true
  }
}
