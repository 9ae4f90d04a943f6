public import PatchBase
internal import PatchWire

// Time passes.
extension VoiceSession {
  /// Ready for so long, µs: what went wrong before is forgotten.
  private static let settled: UInt64 = 15_000_000

  /// Call it when `poll` said so, and as often as you like.
  public mutating func tick(at now: Ticks) {
    clock.follow(now)
    beat()
    askAgain()
    if let at = path.nextKeepalive, clock >= at, hasKey {
      path.keepalive(at: clock)
      due.keepalive = true
    }
    if hasKey { speech.tick(at: clock) }
    while let gone = arrivals.expire(at: clock) { lose(gone.cause, user: gone.slot.media.user) }
    if let at = nextReport, clock >= at { report() }
    if let since = readySince, clock.since(since) >= VoiceSession.settled {
      readySince = nil
      identifyTries = 0
      rejoinTries = 0
      refusals = 0
      limits = 0
    }
    if let at = moveDeadline, clock >= at {
      moveDeadline = nil
      react(.rejoin, code: 0)
    }
    if let at = deadline, clock >= at {
      deadline = nil
      expired()
    }
  }

  private mutating func beat() {
    guard let at = link.nextBeat, clock >= at else { return }
    guard link.unanswered < 3 else {
      events.add(VoiceEvent(.heartbeatLost))
      return abandon()
    }
    if link.unanswered > 0 { counts.heartbeatsMissed += 1 }
    link.unanswered += 1
    due.heartbeat = true
    link.nextBeat = clock.advanced(by: link.interval)
  }

  private mutating func askAgain() {
    guard let at = path.nextRequest, clock >= at, state == .discovering else { return }
    guard path.request(at: clock) else {
      events.add(VoiceEvent(.noDiscovery, value: UInt64(path.asked)))
      path.nextRequest = nil
      refusals += 1
      guard refusals < 3 else { return end(.noPath, code: 0) }
      return react(.rejoin, code: 0)
    }
    due.request = true
  }

  /// The state has lasted too long.
  private mutating func expired() {
    switch state {
    case .signalling: unansweredSignal()
    case .connecting, .resuming: abandon()
    case .selecting: react(.rejoin, code: 0)
    case .backingOff: resumeAfterBackOff()
    case .dismissed: end(.removed, code: dismissal)
    case .idle, .discovering, .ready, .ended: break
    }
  }

  /// When `tick` has something to do.
  var wake: Ticks {
    mutating get {
      var first = deadline ?? Ticks(microseconds: .max)
      func earlier(_ other: Ticks?) { if let other, other < first { first = other } }
      earlier(moveDeadline)
      earlier(link.nextBeat)
      earlier(path.nextRequest)
      earlier(nextReport)
      earlier(arrivals.nextExpiry)
      if hasKey {
        earlier(path.nextKeepalive)
        earlier(speech.wake)
      }
      return first
    }
  }
}
