public import PatchBase
internal import PatchWire

// What the main gateway says, and what is asked of it.
extension VoiceSession {
  /// µs for the main gateway to answer.
  static let answerTime: UInt64 = 15_000_000
  /// Questions in a row that may stay without an answer.
  static let mostUnanswered = 3

  /// Be in this channel. `poll` will ask for op 4 on the main gateway; hand in its answers with `state` and `server`, in
  /// any order. In a channel already: a move.
  public mutating func join(guild: UInt64, channel: UInt64, isStage: Bool = false, at now: Ticks) {
    clock.follow(now)
    drop(code: 4000)
    forgetSession()
    join.guild = guild
    join.channel = channel
    join.isStage = isStage
    resumeTries = 0
    identifyTries = 0
    rejoinTries = 0
    unanswered = 0
    refusals = 0
    limits = 0
    ask(leaving: false)
  }

  /// Our own VOICE_STATE_UPDATE; `channel` nil says that we are in none. `isStage` tells the kind of the channel.
  /// `argument` for a session id that is not printable ASCII, or longer than 512 bytes.
  public mutating func state(
    session: Span<UInt8>, channel: UInt64?, isStage: Bool = false, at now: Ticks
  ) throws(Fault) {
    clock.follow(now)
    guard VoiceSession.isText(session) else { throw .argument }
    guard isActive else { return }
    guard let channel else { return gone() }
    // An answer to a question from before we left: what follows will tell.
    if join.session.equals(session), join.hasState, channel == join.channel { return }
    _ = join.session.set(session)
    join.hasState = true
    let moved = channel != join.channel
    if moved {
      join.channel = channel
      join.isStage = isStage
      events.add(VoiceEvent(.moved, value: channel))
    }
    switch state {
    case .signalling, .dismissed: if join.hasServer { connect() }
    case .connecting, .discovering, .selecting, .ready, .resuming, .backingOff:
      guard moved else { return }
      // The group is named after the channel. A server named just now was for the new channel already.
      if let serverAt, clock.since(serverAt) < 5_000_000 {
        connect()
      } else {
        moveDeadline = clock.advanced(by: VoiceSession.answerTime)
      }
    case .idle, .ended: break
    }
  }

  /// A VOICE_SERVER_UPDATE of our guild. `endpoint` is `host:port` as it came; empty when there is none, so that the
  /// server went away. `argument` for texts that are not printable ASCII, or longer than 512 bytes, or an endpoint that is
  /// none.
  public mutating func server(endpoint: Span<UInt8>, token: Span<UInt8>, at now: Ticks) throws(Fault) {
    clock.follow(now)
    guard VoiceSession.isText(token), VoiceSession.isEndpoint(endpoint) else { throw .argument }
    guard isActive else { return }
    moveDeadline = nil
    events.add(VoiceEvent(.serverChanged, value: endpoint.count > 0 ? 1 : 0))
    guard endpoint.count > 0 else {
      drop(code: 4000)
      forgetSession()
      join.hasServer = false
      return enter(.signalling, for: 2 * VoiceSession.answerTime)
    }
    _ = join.endpoint.set(endpoint)
    _ = join.token.set(token)
    join.hasServer = true
    serverAt = clock
    switch state {
    case .signalling:
      // The session is usually told too; when it is not, the one we know is still right.
      if join.hasState { connect() } else if !join.session.isEmpty { deadline = clock.advanced(by: 2_000_000) }
    case .dismissed, .connecting, .discovering, .selecting, .ready, .resuming, .backingOff: connect()
    case .idle, .ended: break
    }
  }

  /// Leave the channel: silence, the WebSocket closed with 1000, op 4 without a channel.
  public mutating func leave(at now: Ticks) {
    clock.follow(now)
    guard isActive else { return }
    due.signalJoin = false
    due.signalLeave = true
    join.leaves += 1
    end(.left, code: 0, closing: 1000)
  }

  /// True between `join` and the end.
  var isActive: Bool { state != .idle && state != .ended }

  /// The main gateway says that we are in no channel.
  private mutating func gone() {
    guard join.leaves == 0 else {
      join.leaves -= 1
      return
    }
    // Asked and not answered yet: an old state, or a refusal, which the time will tell.
    guard state != .signalling || hasSession else { return }
    end(.removed, code: 0)
  }

  /// Asks the main gateway for a session and a server.
  @inline(never)
  mutating func ask(leaving: Bool) {
    join.ask()
    moveDeadline = nil
    serverAt = nil
    if leaving {
      due.signalLeave = true
      join.leaves += 1
    }
    due.signalJoin = true
    enter(.signalling, for: VoiceSession.answerTime)
  }

  /// No answer in time.
  mutating func unansweredSignal() {
    if join.hasServer, !join.session.isEmpty { return connect() }
    unanswered += 1
    events.add(VoiceEvent(.noAnswer, value: UInt64(unanswered)))
    guard unanswered < VoiceSession.mostUnanswered else { return end(.unanswered, code: 0) }
    ask(leaving: true)
  }

  /// It goes into a message, so that it may not be what no message can hold.
  private static func isText(_ text: Span<UInt8>) -> Bool {
    guard text.count <= VoiceJoin.textLimit else { return false }
    for i in 0..<text.count where text[i] < 0x20 || text[i] > 0x7E { return false }
    return true
  }

  /// It goes into a URL: a name or address, and a port.
  private static func isEndpoint(_ text: Span<UInt8>) -> Bool {
    guard text.count <= VoiceJoin.textLimit else { return false }
    for i in 0..<text.count {
      switch text[i] {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x3A, 0x5B, 0x5D, 0x5F: break
      default: return false
      }
    }
    return true
  }
}
