internal import PatchBase
internal import PatchWire

// What follows when a WebSocket is lost, or all of it.
extension VoiceSession {
  /// Resumes in a row before the main gateway is asked.
  static let mostResumes = 5
  /// The same for identifies that never came to anything.
  static let mostIdentifies = 3

  /// Opens a WebSocket and begins a session on it.
  mutating func connect() {
    drop(code: 4000)
    forgetSession()
    moveDeadline = nil
    open()
    enter(.connecting, for: VoiceLink.patience)
  }

  /// Opens a WebSocket to go on with the session.
  private mutating func reopen() {
    open()
    counts.resumes += 1
    enter(.resuming, for: VoiceLink.patience)
  }

  private mutating func open() {
    link.begin()
    due.connect = true
    counts.connects += 1
  }

  /// The WebSocket is closed, or will be if `code` says how.
  @inline(never)
  mutating func drop(code: Int?) {
    // One that was not even asked for yet needs no closing.
    if link.isWanted, !due.connect, let code {
      due.disconnect = link.number
      due.disconnectCode = code
    }
    if link.isWanted { lostAt = clock }
    due.connect = false
    due.closeLink()
    link.end()
  }

  /// Nothing of the session lasts: its key, its sources, its group.
  mutating func forgetSession() {
    hasSession = false
    hasKey = false
    hasGroupKeys = false
    recoveryAt = nil
    daveVersion = 0
    readySince = nil
    link.sequence = nil
    transport.forget()
    path.close()
    due.path = false
    due.select = false
    due.request = false
    due.keepalive = false
    speakers.removeAll()
    arrivals.removeAll()
    speech.reset()
    replies.removeAll()
    group &+= 1
  }

  /// A close code, or a failure that stands for one.
  mutating func closed(code: Int) {
    let reaction = VoiceReaction(closeCode: code)
    events.add(VoiceEvent(.closed, value: UInt64(max(code, 0)), extra: UInt64(reaction.rawValue)))
    drop(code: nil)
    // A resume that is refused by whatever code is no use to repeat.
    let refused = state == .resuming && code >= 4000 && reaction == .identify
    react(refused ? .rejoin : reaction, code: code)
  }

  /// We give the WebSocket up.
  mutating func abandon() {
    drop(code: 4000)
    react(.resume, code: 1006)
  }

  mutating func react(_ reaction: VoiceReaction, code: Int) {
    switch reaction {
    case .resume:
      guard hasSession else { return react(.identify, code: code) }
      resumeTries += 1
      guard resumeTries <= VoiceSession.mostResumes else { return react(.rejoin, code: code) }
      backOff(resumeTries - 1, then: .resume)
    case .identify:
      guard join.hasServer else { return react(.rejoin, code: code) }
      identifyTries += 1
      guard identifyTries <= VoiceSession.mostIdentifies else { return react(.rejoin, code: code) }
      drop(code: 4000)
      forgetSession()
      backOff(identifyTries - 1, then: .identify)
    case .rejoin:
      counts.rejoins += 1
      rejoinTries += 1
      drop(code: 4000)
      forgetSession()
      backOff(rejoinTries - 1, then: .rejoin)
    case .rejoinOnce:
      refusals += 1
      guard refusals < 2 else { return end(.refused, code: code) }
      counts.rejoins += 1
      forgetSession()
      backOff(3, then: .rejoin)
    case .rejoinLate:
      limits += 1
      guard limits < 2 else { return end(.rateLimited, code: code) }
      counts.rejoins += 1
      forgetSession()
      afterBackOff = .rejoin
      enter(.backingOff, for: 300_000_000)
    case .wait:
      forgetSession()
      join.hasServer = false
      moveDeadline = nil
      dismissal = code
      enter(.dismissed, for: VoiceSession.answerTime)
    case .stop: end(.daveRequired, code: code)
    }
  }

  /// After a pause that doubles with each try: none, then half a second up to a minute, half of it by chance.
  private mutating func backOff(_ tries: Int, then reaction: VoiceReaction) {
    afterBackOff = reaction
    guard tries > 0 else { return resumeAfterBackOff() }
    let whole = min(UInt64(500_000) << UInt64(min(tries - 1, 10)), 60_000_000)
    random = VoiceSession.mixed(random)
    enter(.backingOff, for: whole / 2 + random % (whole / 2))
  }

  @inline(never)
  mutating func resumeAfterBackOff() {
    switch afterBackOff {
    case .resume: reopen()
    case .identify: connect()
    case .rejoin, .rejoinOnce, .rejoinLate, .wait, .stop: ask(leaving: rejoinTries > 1)
    }
  }

  /// It is over.
  @inline(never)
  mutating func end(_ end: VoiceEnd, code: Int, closing: Int = 4000) {
    drop(code: closing)
    forgetSession()
    join.ask()
    moveDeadline = nil
    due.connect = false
    events.add(VoiceEvent(.ended, value: UInt64(end.rawValue), extra: UInt64(max(code, 0))))
    enter(.ended)
  }
}
