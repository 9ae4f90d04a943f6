import PatchBase
import PatchSeal
import Testing

/// Keys, time and order, with keys of our own.
@Suite struct DaveFramesTests {
  private func base(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 16) }

  private func apply(
    _ frames: inout DaveFrames, at now: Ticks, _ body: (inout DaveUpdate) throws -> Void
  ) throws {
    var update = try DaveUpdate(users: 200)
    try body(&update)
    frames.apply(&update, at: now)
    let isEmpty = update.isEmpty
    #expect(isEmpty)
  }

  /// Somebody who sends with the key of that number.
  private func sender(_ number: UInt8) throws -> DaveFrames {
    var frames = try DaveFrames()
    try apply(&frames, at: at(0)) { try $0.setSender(base: base(number).span) }
    return frames
  }

  @Test func sealsOnlyWithAKey() throws {
    var frames = try DaveFrames()
    #expect(frames.sending == .waiting)
    #expect(throws: Fault.state) { _ = try frames.sent([1, 2, 3]) }
    try apply(&frames, at: at(0)) { try $0.setSender(base: base(1).span) }
    #expect(frames.sending == .sealed)
    let first = try frames.sent([1, 2, 3])
    #expect(first.count == 15 && first[11...] == [1, 12, 0xFA, 0xFA])
    #expect(try frames.sent([1, 2, 3])[11] == 2)
    try apply(&frames, at: at(0)) { $0.holdSender() }
    #expect(throws: Fault.state) { _ = try frames.sent([1, 2, 3]) }
    // The same key again goes on neither from the start nor at all: its nonces are used.
    try apply(&frames, at: at(0)) { try $0.setSender(base: base(1).span) }
    #expect(throws: Fault.state) { _ = try frames.sent([1, 2, 3]) }
    try apply(&frames, at: at(0)) { try $0.setSender(base: base(2).span) }
    #expect(try frames.sent([1, 2, 3])[11] == 1)
    try apply(&frames, at: at(0)) { try $0.setSender(base: base(2).span) }
    #expect(try frames.sent([1, 2, 3])[11] == 2, "the key that is there goes on counting")
    try apply(&frames, at: at(0)) { $0.muteSender() }
    #expect(frames.sending == .muted)
    #expect(throws: Fault.state) { _ = try frames.sent([1, 2, 3]) }
    try apply(&frames, at: at(0)) { $0.openSender() }
    #expect(try frames.sent([1, 2, 3]) == [1, 2, 3])
    #expect(frames.counts.sealed == 4 && frames.counts.plain == 1 && frames.counts.held == 4)
  }

  /// A key changes every 2²⁴ frames, and is used up after 2³².
  @Test func goesOnInTheNextGeneration() throws {
    var far = try DaveFrames(), end = try DaveFrames(), frames = try DaveFrames()
    try apply(&far, at: at(0)) { try $0.setSender(base: base(1).span, sealed: 1 << 24 - 3) }
    try apply(&end, at: at(0)) { try $0.setSender(base: base(1).span, sealed: .max - 1) }
    try apply(&frames, at: at(0)) { try $0.addReceiver(5, base: base(1).span) }
    let sent = try (0..<5).map { try far.sent([$0]) }
    for i in 0..<2 { #expect(frames.heard(sent[i], from: 5, at: at(1)) == (.opened, [UInt8(i)])) }
    // The next cannot be before (2²⁴ / 170) seconds.
    #expect(frames.heard(sent[2], from: 5, at: at(98_689)).verdict == .generation)
    #expect(frames.heard(sent[3], from: 5, at: at(98_690)) == (.opened, [3]))
    // The one before stays for ten seconds more, and frames may come mixed.
    #expect(frames.heard(sent[1], from: 5, at: at(98_699)).verdict == .replayed)
    #expect(frames.heard(sent[2], from: 5, at: at(98_699)) == (.opened, [2]))
    #expect(frames.heard(try once(1 << 24 - 4), from: 5, at: at(98_699)).verdict == .opened)
    #expect(frames.heard(sent[4], from: 5, at: at(98_700)) == (.opened, [4]))
    #expect(frames.heard(try once(1 << 24 - 5), from: 5, at: at(98_700)).verdict == .generation, "forgotten")
    // The last frame of a key is of generation 255, which is more than 250 ahead: nobody takes it for one of the first.
    let last = try end.sent([9])
    #expect(last.suffix(8).prefix(5) == [0xFF, 0xFF, 0xFF, 0xFF, 0x0F])
    #expect(throws: Fault.state) { _ = try end.sent([9]) }
    let years = at(98_690 * 260)
    #expect(frames.heard(last, from: 5, at: years).verdict == .generation)
    #expect(frames.heard(try once(128 << 24), from: 5, at: years) == (.opened, [7]))
    #expect(frames.heard(last, from: 5, at: years) == (.opened, [9]))
  }

  /// The frame after so many.
  private func once(_ sealed: UInt32) throws -> [UInt8] {
    var far = try DaveFrames()
    try apply(&far, at: at(0)) { try $0.setSender(base: base(1).span, sealed: sealed) }
    return try far.sent([7])
  }

  @Test func tellsTheRoomThatItNeeds() throws {
    var frames = try sender(1)
    for count in 1...300 {
      var none = MutableSpan<UInt8>()
      do throws(Fault) {
        _ = try frames.seal([UInt8](repeating: 1, count: count).span, into: &none)
        Issue.record("no room is enough")
      } catch {
        let frame = try frames.sent([UInt8](repeating: 1, count: count))
        #expect(error == .noSpace(needed: 0) && error.needed == frame.count)
      }
    }
    var other = try DaveFrames()
    try apply(&other, at: at(0)) { try $0.addReceiver(5, base: base(1).span) }
    let frame = try frames.sent([1, 2, 3, 4])
    var small = [UInt8](repeating: 0, count: 3)
    var room = small.mutableSpan
    let opened = other.open(frame.span, from: 5, at: at(0), into: &room)
    #expect(opened.verdict == .noSpace && opened.count == 4)
    #expect(other.heard(frame, from: 5, at: at(0)).verdict == .opened)
  }

  @Test func forgetsOldEpochsAfterTenSeconds() throws {
    var old = try sender(1), new = try sender(2), removed = try sender(3)
    var frames = try DaveFrames()
    try apply(&frames, at: at(100)) {
      try $0.addReceiver(5, base: base(1).span)
      try $0.addReceiver(6, base: base(3).span)
    }
    try apply(&frames, at: at(200)) { try $0.addReceiver(5, base: base(2).span) }
    #expect(frames.heard(try old.sent([1]), from: 5, at: at(209.9)) == (.opened, [1]))
    #expect(frames.heard(try new.sent([2]), from: 5, at: at(209.9)) == (.opened, [2]))
    #expect(frames.heard(try removed.sent([3]), from: 6, at: at(209.9)) == (.opened, [3]))
    #expect(frames.memberCount == 2)
    #expect(frames.heard(try old.sent([1]), from: 5, at: at(210)).verdict == .unauthenticated)
    #expect(frames.heard(try removed.sent([3]), from: 6, at: at(210)).verdict == .noKey)
    #expect(frames.heard(try new.sent([2]), from: 5, at: at(210)) == (.opened, [2]))
    #expect(frames.memberCount == 1)
    // Time that goes back is no time.
    #expect(frames.heard(try removed.sent([3]), from: 6, at: at(1)).verdict == .noKey)
  }

  @Test func keepsSeveralEpochsAtOnce() throws {
    var senders: [[UInt8]] = []
    var frames = try DaveFrames()
    for epoch in UInt8(1)...8 {
      try apply(&frames, at: at(Double(epoch))) { try $0.addReceiver(5, base: base(epoch).span) }
      var one = try sender(epoch)
      senders.append(try one.sent([epoch]))
    }
    // Five of them; the first three had to go.
    for (i, frame) in senders.enumerated() {
      let verdict = frames.heard(frame, from: 5, at: at(9)).verdict
      #expect(verdict == (i < 3 ? .unauthenticated : .opened), "epoch \(i + 1)")
    }
  }

  @Test func opensLateAndMixedFramesOnce() throws {
    var far = try sender(1)
    var frames = try DaveFrames()
    try apply(&frames, at: at(0)) { try $0.addReceiver(5, base: base(1).span) }
    let sent = try (0..<2100).map { try far.sent([UInt8($0 & 255)]) }
    // Even the very first may come late.
    for i in [3, 1, 0, 2] { #expect(frames.heard(sent[i], from: 5, at: at(0)).verdict == .opened) }
    #expect(frames.heard(sent[1010], from: 5, at: at(0)).verdict == .opened)
    #expect(frames.heard(sent[10], from: 5, at: at(0)).verdict == .opened, "exactly a thousand late")
    #expect(frames.heard(sent[9], from: 5, at: at(0)).verdict == .replayed)
    #expect(frames.heard(sent[2], from: 5, at: at(0)).verdict == .replayed)
    for i in 11..<1010 { #expect(frames.heard(sent[i], from: 5, at: at(0)).verdict == .opened) }
    for i in 0...1010 { #expect(frames.heard(sent[i], from: 5, at: at(0)).verdict == .replayed) }
    #expect(frames.heard(sent[2099], from: 5, at: at(0)).verdict == .opened, "further than the window is long")
    #expect(frames.heard(sent[1010], from: 5, at: at(0)).verdict == .replayed)
    #expect(frames.heard(sent[1098], from: 5, at: at(0)).verdict == .replayed)
    #expect(frames.heard(sent[1099], from: 5, at: at(0)).verdict == .opened)
  }

  @Test func replayWindowMatchesAPlainList() throws {
    // Against everything ever opened, in random order and with jumps.
    var random = Seeded(7)
    var far = try sender(1)
    let sent = try (0..<6000).map { _ in try far.sent([]) }
    var frames = try DaveFrames()
    try apply(&frames, at: at(0)) { try $0.addReceiver(5, base: base(1).span) }
    var opened: Set<Int> = []
    var newest = 0, position = 0
    for _ in 0..<8000 {
      position = min(position + Int.random(in: 0...2, using: &random), sent.count - 1)
      let i = Int.random(in: max(0, position - 1200)...position, using: &random)
      let isFresh = opened.isEmpty || i > newest || (newest - i <= 1000 && !opened.contains(i))
      let verdict = frames.heard(sent[i], from: 5, at: at(0)).verdict
      #expect(verdict == (isFresh ? .opened : .replayed))
      if isFresh {
        opened.insert(i)
        newest = max(newest, i)
      }
    }
  }

  @Test func letsPlaintextThroughOnlyWhileAllowed() throws {
    var frames = try DaveFrames()
    let opus: [UInt8] = [0xFC, 1, 2, 3], silence: [UInt8] = [0xF8, 0xFF, 0xFE], damaged: [UInt8] = [1, 2, 0xFA, 0xFA]
    #expect(frames.heard(opus, from: 5, at: at(1)).verdict == .plaintext)
    #expect(frames.heard(damaged, from: 5, at: at(1)).verdict == .malformed)
    #expect(frames.heard(silence, from: 5, at: at(1)) == (.silence, silence))
    try apply(&frames, at: at(1)) { $0.setPassThrough(true) }
    #expect(frames.heard(opus, from: 5, at: at(9999)) == (.passed, opus))
    #expect(frames.heard(damaged, from: 5, at: at(9999)) == (.passed, damaged))
    try apply(&frames, at: at(10_000)) { $0.setPassThrough(false) }
    #expect(frames.heard(opus, from: 5, at: at(10_009.9)) == (.passed, opus))
    try apply(&frames, at: at(10_009)) { $0.setPassThrough(false) }
    #expect(frames.heard(opus, from: 5, at: at(10_010)).verdict == .plaintext, "the end is not put off")
    #expect(frames.heard(silence, from: 5, at: at(10_010)).verdict == .silence)
    #expect(frames.heard([], from: 5, at: at(10_010)).verdict == .plaintext)
    #expect(frames.counts[.plaintext] == 3 && frames.counts[.passed] == 3 && frames.counts[.silence] == 2)
  }

  @Test func asksForHelpWhenNothingOpens() throws {
    var right = try sender(1), wrong = try sender(9)
    var frames = try DaveFrames()
    try apply(&frames, at: at(0)) { try $0.addReceiver(5, base: base(1).span) }
    for _ in 0..<35 { _ = frames.heard(try wrong.sent([1]), from: 5, at: at(1)) }
    #expect(frames.needsRecovery == false)
    _ = frames.heard(try right.sent([1]), from: 5, at: at(1))
    for _ in 0..<36 { _ = frames.heard(try wrong.sent([1]), from: 5, at: at(1)) }
    #expect(frames.needsRecovery == true)
    try apply(&frames, at: at(2)) { try $0.addReceiver(5, base: base(9).span) }
    #expect(frames.needsRecovery == false)
    #expect(frames.heard(try wrong.sent([1]), from: 5, at: at(2)).verdict == .opened)
  }

  @Test func leavesNothingOfWhatDoesNotOpen() throws {
    var far = try sender(1)
    var frames = try DaveFrames()
    try apply(&frames, at: at(0)) { try $0.addReceiver(5, base: base(1).span) }
    var frame = try far.sent([1, 2, 3, 4])
    frame[4] ^= 1
    var out: [UInt8] = [9, 9, 9, 9, 9]
    var room = out.mutableSpan
    #expect(frames.open(frame.span, from: 5, at: at(0), into: &room).verdict == .unauthenticated)
    #expect(out == [0, 0, 0, 0, 9])
  }

  @Test func hearsMoreSpeakersThanItHasCiphers() throws {
    var settings = DaveFramesSettings()
    settings.users = 20
    settings.speakers = 2
    var frames = try DaveFrames(settings)
    try apply(&frames, at: at(0)) {
      for user in UInt8(1)...20 { try $0.addReceiver(UInt64(user), base: base(user).span) }
    }
    var all: [[[UInt8]]] = []
    for user in UInt8(1)...20 {
      var far = try sender(user)
      all.append(try (0..<3).map { try far.sent([user, $0]) })
    }
    for turn in 0..<3 {
      for user in 0..<20 {
        #expect(
          frames.heard(all[user][turn], from: UInt64(user + 1), at: at(1)).sound == [UInt8(user + 1), UInt8(turn)])
      }
    }
    // Nobody else finds a place, until the keys of somebody are gone.
    try apply(&frames, at: at(2)) { try $0.addReceiver(99, base: base(99).span) }
    #expect(frames.counts.crowded == 1)
    try apply(&frames, at: at(13)) { try $0.addReceiver(99, base: base(99).span) }
    var late = try sender(99)
    #expect(frames.heard(try late.sent([5]), from: 99, at: at(13)) == (.opened, [5]))
  }

  @Test func refusesSettingsOutOfRange() {
    for change: (inout DaveFramesSettings) -> Void in [
      { $0.users = 0 }, { $0.users = 1025 }, { $0.epochs = 1 }, { $0.epochs = 9 }, { $0.speakers = 0 },
    ] {
      var settings = DaveFramesSettings()
      change(&settings)
      #expect(throws: Fault.argument) { _ = try DaveFrames(settings) }
    }
  }
}
