public import PatchBase

/// Seals what we say and opens what the members of one call say: the half of DAVE that stands on the audio path.
///
/// Keys come in through `apply`, from a `DaveSession` that does the group work elsewhere. After `init` nothing here
/// allocates, frames of unknown, wrong or repeated kind and the steps of the key ratchets included.
public struct DaveFrames: ~Copyable {
  /// The most that sealing adds to a frame.
  public static let overhead = 16
  /// How long keys outlive their successors, and how long frames in the clear are let in afterwards: 10 s in µs.
  static let retention: UInt64 = 10_000_000
  /// How far ahead of the newest generation heard another may be.
  static let reach: UInt32 = 250
  /// More frames in a second nobody can have sent.
  static let frameRate: UInt64 = 170
  /// Failures in a row after which new keys are worth asking for.
  static let patience = 36

  /// What is sent now.
  public private(set) var sending = DaveSending.waiting
  public private(set) var counts = DaveCounts()
  private var memory: Memory
  private var sender: DaveSender
  private var receivers: DaveReceivers
  private var ciphers: KeyedCiphers
  private var passesUntil = Ticks(microseconds: 0)
  private var clock = Ticks(microseconds: 0)
  private var failures = 0

  /// `Fault.argument` for settings out of range, `Fault.noMemory` when memory runs out.
  public init(_ settings: DaveFramesSettings = DaveFramesSettings()) throws(Fault) {
    guard settings.users >= 1, settings.users <= 1024, settings.epochs >= 2, settings.epochs <= 8,
      settings.speakers >= 1, settings.speakers <= 1024
    else { throw .argument }
    var memory = Memory()
    let ciphers = try KeyedCiphers(min(settings.speakers, settings.users * settings.epochs), &memory)
    try self.init(settings, ciphers, memory)
  }

  // Apart: an initialiser throws before the first member is set, or after the last.
  private init(
    _ settings: DaveFramesSettings, _ ciphers: consuming KeyedCiphers, _ taken: consuming Memory
  ) throws(Fault) {
    memory = taken
    self.ciphers = ciphers
    receivers = DaveReceivers(users: settings.users, depth: settings.epochs, &memory)
    sender = DaveSender(&memory)
    try memory.check()
  }

  // MARK: Keys

  /// Takes in a change of keys, which is then empty. Changes are applied in the order in which they were made.
  public mutating func apply(_ update: inout DaveUpdate, at now: Ticks) {
    clock.follow(now)
    if update.count > 0 {
      receivers.expire(at: clock, after: DaveFrames.retention)
      for i in 0..<update.count {
        if let places = receivers.install(update.user(i), update.base(i), at: clock) {
          ciphers.forget(ratchet: places)
        } else {
          counts.crowded += 1
        }
      }
      failures = 0
    }
    switch update.passThrough {
    case .unchanged: break
    case .allowed: passesUntil = Ticks(microseconds: .max)
    case .ending:
      if passesUntil.microseconds == .max { passesUntil = clock.advanced(by: DaveFrames.retention) }
    }
    switch update.sender {
    case .unchanged: break
    case .sealed:
      // libcrypto refuses no key of the right length; if it did, nothing would go out.
      do { try sender.install(update.senderKey, sealed: update.sealedBefore) } catch { sender.remove() }
      sending = sender.hasKey ? .sealed : .waiting
    case .held: stop(.waiting)
    case .plain: stop(.plain)
    case .muted: stop(.muted)
    }
    update.clear()
  }

  private mutating func stop(_ now: DaveSending) {
    sender.remove()
    sending = now
  }

  /// How many members have keys.
  public var memberCount: Int { receivers.count(at: clock) }

  /// True after 36 frames in a row that no key opened: tell it to `DaveSession.recover`. New keys make it false.
  public var needsRecovery: Bool { failures >= DaveFrames.patience }

  // MARK: Sending

  /// Seals one frame of sound, at most `overhead` longer then, into `out`, and returns the length.
  ///
  /// `Fault.state`: nothing is to be sent now, see `sending`; the frame is dropped and counted. `Fault.noSpace`: nothing
  /// was done.
  public mutating func seal(_ frame: Span<UInt8>, into out: inout MutableSpan<UInt8>) throws(Fault) -> Int {
    switch sending {
    case .sealed:
      let needed = sender.sealedCount(frame.count)
      guard out.count >= needed else { throw .noSpace(needed: needed) }
      do {
        let count = try sender.seal(frame, into: &out)
        counts.sealed += 1
        return count
      } catch {
        counts.held += 1
        throw error
      }
    case .plain:
      guard out.count >= frame.count else { throw .noSpace(needed: frame.count) }
      counts.plain += 1
      return out.copy(from: frame)
    case .waiting, .muted:
      counts.held += 1
      throw .state
    }
  }

  // MARK: Receiving

  /// Opens one frame that `user` sent into the start of `out`. When it is no sound, `out` holds nothing of meaning.
  public mutating func open(
    _ frame: Span<UInt8>, from user: UInt64, at now: Ticks, into out: inout MutableSpan<UInt8>
  ) -> DaveOpened {
    clock.follow(now)
    let opened = attempt(frame, user, &out)
    counts.add(opened.verdict)
    switch opened.verdict {
    case .opened: failures = 0
    case .noKey, .unauthenticated, .generation: failures = min(failures + 1, DaveFrames.patience)
    case .silence, .passed, .unknownUser, .plaintext, .malformed, .replayed, .noSpace: break
    }
    return opened
  }

  @_optimize(speed)
  private mutating func attempt(
    _ frame: Span<UInt8>, _ user: UInt64, _ out: inout MutableSpan<UInt8>
  ) -> DaveOpened {
    if frame.count == 3, frame[0] == 0xF8, frame[1] == 0xFF, frame[2] == 0xFE { return pass(frame, .silence, &out) }
    guard let trailer = FrameTrailer(frame) else {
      if clock < passesUntil { return pass(frame, .passed, &out) }
      return DaveOpened(FrameTrailer.hasMarker(frame) ? .malformed : .plaintext)
    }
    guard out.count >= trailer.mediaCount else { return DaveOpened(.noSpace, trailer.mediaCount) }
    guard let place = receivers.place(of: user) else { return DaveOpened(.unknownUser) }
    // Of several reasons the one that says most: an old frame, then a key that does not fit, then an old key.
    var reason = DaveVerdict.noKey
    var wasTried = false
    for k in 0..<receivers.depth {
      let ratchet = receivers.candidate(place, k)
      guard receivers.isLive(ratchet, at: clock) else { continue }
      switch open(frame, trailer, place, ratchet, &out) {
      case .opened: return DaveOpened(.opened, trailer.mediaCount)
      case .unauthenticated:
        wasTried = true
        if reason != .replayed { reason = .unauthenticated }
      case .replayed: reason = .replayed
      default: if reason == .noKey { reason = .generation }
      }
    }
    if wasTried {
      var rest = out.window(0..<trailer.mediaCount)
      rest.fill(with: 0)
    }
    return DaveOpened(reason)
  }

  private func pass(_ frame: Span<UInt8>, _ verdict: DaveVerdict, _ out: inout MutableSpan<UInt8>) -> DaveOpened {
    guard out.count >= frame.count else { return DaveOpened(.noSpace, frame.count) }
    return DaveOpened(verdict, out.copy(from: frame))
  }

  /// Tries one key.
  @_optimize(speed)
  private mutating func open(
    _ frame: Span<UInt8>, _ trailer: FrameTrailer, _ place: Int, _ index: Int, _ out: inout MutableSpan<UInt8>
  ) -> DaveVerdict {
    let ratchet = receivers.standing(index)
    let generation = HashRatchet.unwrapped(UInt8(truncatingIfNeeded: trailer.nonce >> 24), oldest: ratchet.oldest)
    let seconds = clock.since(ratchet.created) / 1_000_000
    // Neither product can overflow: 2^64 µs are less than 2^45 s.
    guard generation <= UInt64(ratchet.newest) + UInt64(DaveFrames.reach),
      generation <= (DaveFrames.frameRate * seconds) >> 24
    else { return .generation }
    let number = generation << 24 | UInt64(trailer.nonce & 0xFF_FFFF)
    guard receivers.accepts(index, number) else { return .replayed }
    do {
      let cipher = try ciphers.cipher(receivers, ratchet: index, generation: UInt32(truncatingIfNeeded: generation))
      try ciphers.open(cipher, frame, trailer, into: &out)
      ciphers.keep(cipher)
    } catch { return .unauthenticated }
    receivers.mark(place, index, number: number, at: clock, keep: DaveFrames.retention)
    return .opened
  }

  @inline(never) deinit {}
}

/// What a `DaveFrames` sends.
public enum DaveSending: UInt32, Sendable {
  /// Nothing yet: keys have not come.
  case waiting = 0
  /// Encrypted frames.
  case sealed = 1
  /// Frames in the clear: the call is not end-to-end encrypted.
  case plain = 2
  /// Nothing: the call is not end-to-end encrypted, and it is required to be.
  case muted = 3
}
