public import PatchBase
internal import PatchWire

// What the host is to do.
extension VoiceSession {
  /// The next output, its bytes at the start of `buffer`; `wait` when there is none. Call it until then.
  ///
  /// `noSpace` tells how many bytes are needed and takes nothing. 2048 bytes do for all but the messages of the group,
  /// which may be as long as `longestMessage`.
  public mutating func poll(into buffer: inout MutableSpan<UInt8>) throws(Fault) -> VoiceOutput {
    noteSending()
    for queue in 0..<VoiceSession.queues { if let output = try take(queue, into: &buffer) { return output } }
    return .wait(until: wake)
  }

  private static let queues = 10

  /// What one of the queues holds; they are asked in this order.
  private mutating func take(_ queue: Int, into buffer: inout MutableSpan<UInt8>) throws(Fault) -> VoiceOutput? {
    switch queue {
    case 1: return try takeSignal(into: &buffer)
    case 2: return try takeText(into: &buffer)
    case 3: return try takeReply(into: &buffer)
    case 5: return try takeControl(into: &buffer)
    case 6: return try takeDatagram(into: &buffer)
    case 7: return try takeMedia(into: &buffer)
    // Once more at the end: what was found on the way to nothing.
    case 4, 9: return try work.take(into: &buffer).map { .dave($0.work, length: $0.length) }
    default: return events.take().map { .event($0) }
    }
  }

  private mutating func takeSignal(into buffer: inout MutableSpan<UInt8>) throws(Fault) -> VoiceOutput? {
    if due.signalLeave {
      due.signalLeave = false
      return .signal(guild: join.guild, channel: nil)
    }
    if due.signalJoin {
      due.signalJoin = false
      return .signal(guild: join.guild, channel: join.channel)
    }
    if let number = due.disconnect {
      due.disconnect = nil
      return .disconnect(number, code: due.disconnectCode)
    }
    if due.connect {
      var out = ByteWriter(buffer.window(0..<buffer.count))
      out.append("wss://")
      out.append(join.endpoint.span)
      out.append("/?v=8")
      let length = try out.finish()
      due.connect = false
      return .connect(link.number, length: length)
    }
    guard due.path else { return nil }
    let length = path.address.count
    guard buffer.count >= length else { throw .noSpace(needed: length) }
    buffer.copy(from: path.address.span)
    due.path = false
    return .path(port: path.port, length: length)
  }

  private mutating func takeText(into buffer: inout MutableSpan<UInt8>) throws(Fault) -> VoiceOutput? {
    guard link.isOpen else { return nil }
    if due.identify {
      let length = try VoiceWriter.identify(
        guild: join.guild, user: settings.user, session: join.session.span, token: join.token.span, version: 1,
        into: &buffer)
      due.identify = false
      return .text(link.number, length: length)
    }
    if due.resume {
      let length = try VoiceWriter.resume(
        guild: join.guild, session: join.session.span, token: join.token.span, sequence: link.sequence, into: &buffer)
      due.resume = false
      return .text(link.number, length: length)
    }
    if due.heartbeat {
      let length = try VoiceWriter.heartbeat(nonce: link.nonce &+ 1, sequence: link.sequence, into: &buffer)
      link.beat(at: clock)
      due.heartbeat = false
      counts.heartbeats += 1
      return .text(link.number, length: length)
    }
    guard link.isLive else { return nil }
    if due.select {
      let length = try VoiceWriter.selectProtocol(
        address: path.ownAddress.span, port: path.ownPort, mode: path.mode, into: &buffer)
      due.select = false
      return .text(link.number, length: length)
    }
    if hasKey, let flags = speech.dueFlags {
      let length = try VoiceWriter.speaking(flags: flags, ssrc: path.ssrc, into: &buffer)
      speech.tell(flags)
      return .text(link.number, length: length)
    }
    return nil
  }

  /// What the group has to say. It waits while the WebSocket is away.
  private mutating func takeReply(into buffer: inout MutableSpan<UInt8>) throws(Fault) -> VoiceOutput? {
    guard link.isLive, let first = replies.first else { return nil }
    switch first.kind {
    case .prepareTransition, .executeTransition:
      let op: VoiceOp = first.kind == .prepareTransition ? .daveTransitionReady : .mlsInvalidCommitWelcome
      let length = try VoiceWriter.transition(op, first.transition, into: &buffer)
      var none = MutableSpan<UInt8>()
      _ = try replies.take(into: &none)
      return .text(link.number, length: length)
    case .open, .start, .connected, .disconnected, .message, .prepareEpoch, .recover:
      guard let found = try replies.take(into: &buffer) else { return nil }
      return .binary(link.number, length: found.length)
    }
  }

  private mutating func takeControl(into buffer: inout MutableSpan<UInt8>) throws(Fault) -> VoiceOutput? {
    if due.request {
      let length = try VoiceDiscovery.request(ssrc: path.ssrc, into: &buffer)
      due.request = false
      return .datagram(length: length)
    }
    if due.keepalive {
      let length = try VoiceKeepalive.write(path.keepalives, into: &buffer)
      due.keepalive = false
      return .datagram(length: length)
    }
    return nil
  }
}
