import Testing

@testable import PatchLab

/// The gateway's rules for the group of a channel, one transition a test, in virtual time.
@Suite struct ChannelGroupTests {
  @Test func theFirstTwoFormAGroupAtOnce() throws {
    var channel = SyntheticChannel()
    try channel.enter(1)
    #expect(channel.ops(1) == [])
    try channel.enter(2)
    // Each is told to add the other, and never itself.
    #expect(channel.ops(1) == [27])
    #expect(channel.ops(2) == [27])
    try channel.win(2)
    #expect(channel.ops(2) == [29])
    #expect(channel.ops(1) == [30])
    #expect(channel.group.epoch == 1)
    #expect(channel.group.leaves?.users == [2, 1])
    #expect(channel.group.wake == nil)
    // The other's commit comes too late.
    #expect(throws: GroupRefusal.epoch) {
      try channel.group.commit(
        channel.members[1]!.commit(epoch: 0, [[UInt8](repeating: 1, count: 32)]), from: 1, now: 0)
    }
  }

  @Test func aThirdIsAddedAndAllSwitchTogether() throws {
    var channel = try three()
    #expect(channel.group.leaves?.users == [1, 2, 3])
    for user: UInt64 in 1...3 { _ = channel.ops(user) }
    channel.group.ready(1, from: 1)
    channel.group.ready(1, from: 3)
    channel.collect()
    #expect(channel.ops(1) == [])
    channel.group.ready(1, from: 2)
    channel.collect()
    for user: UInt64 in 1...3 { #expect(channel.ops(user) == [22]) }
  }

  @Test func theSlowestIsWaitedForTwoSeconds() throws {
    var channel = try three()
    for user: UInt64 in 1...3 { _ = channel.ops(user) }
    channel.group.ready(1, from: 1)
    #expect(channel.group.wake == channel.now + 2_000_000)
    channel.group.advance(now: channel.now + 1_999_999)
    channel.collect()
    #expect(channel.ops(1) == [])
    channel.group.advance(now: channel.now + 2_000_000)
    channel.collect()
    for user: UInt64 in 1...3 { #expect(channel.ops(user) == [22]) }
  }

  @Test func whoLeavesIsRemovedByACommitWithAPath() throws {
    var channel = try three()
    for user: UInt64 in 1...3 { _ = channel.ops(user) }
    channel.leave(1)
    #expect(channel.ops(2) == [22, 27] || channel.ops(2) == [])
    #expect(throws: GroupRefusal.path) {
      try channel.group.commit(
        channel.members[3]!.commit(
          epoch: 2, leaf: 2, channel.group.pending.map(\.proposal.reference)), from: 3, now: 0)
    }
    #expect(throws: GroupRefusal.path) {
      try channel.group.commit(channel.commit(3, path: 3), from: 3, now: 0)
    }
    try channel.win(3)
    #expect(channel.group.leaves?.users == [2, 3])
    #expect(channel.group.epoch == 3)
    // The blank leaf is taken by the next one.
    try channel.enter(4)
    try channel.win(2)
    #expect(channel.group.leaves?.users == [4, 2, 3])
  }

  @Test func theLastOneBeginsAnew() throws {
    var channel = SyntheticChannel()
    try channel.enter(1)
    try channel.enter(2)
    try channel.win(1)
    _ = channel.ops(1)
    channel.leave(2)
    #expect(channel.ops(1) == [24, 21])
    #expect(channel.group.leaves == nil)
    #expect(channel.group.epoch == 0)
    try channel.sendPackage(1)
    try channel.enter(3)
    #expect(channel.ops(1) == [27])
    try channel.win(1)
    #expect(channel.group.leaves?.users == [1, 3])
  }

  @Test func aCommitTakesUpExactlyWhatStands() throws {
    var channel = SyntheticChannel()
    for user: UInt64 in 1...4 { try channel.enter(user) }
    let good = channel.commit(1)
    for bad in [
      channel.commit(1, dropping: 1), channel.commit(1, dropping: 3), channel.commit(1) + [0],
      channel.commit(1, welcome: false),
    ] {
      #expect(throws: GroupRefusal.self) { try channel.group.commit(bad, from: 1, now: 0) }
    }
    // In another's name; by one who is not here; with length prefixes, as one library sends it.
    #expect(throws: GroupRefusal.self) { try channel.group.commit(good, from: 2, now: 0) }
    #expect(throws: GroupRefusal.notMember) { try channel.group.commit(good, from: 9, now: 0) }
    let prefixed = [UInt8(good.count >> 8), UInt8(good.count & 0xFF)] + good
    #expect(throws: GroupRefusal.self) { try channel.group.commit(prefixed, from: 1, now: 0) }
    for cut in stride(from: 0, to: good.count, by: 13) {
      #expect(throws: GroupRefusal.self) { try channel.group.commit(Array(good[..<cut]), from: 1, now: 0) }
    }
    #expect(channel.group.epoch == 0)
    try channel.group.commit(good, from: 1, now: 0)
    #expect(channel.group.leaves?.users == [1, 2, 3, 4])
  }

  @Test func aNewerPackageTakesThePlaceOfTheOlder() throws {
    var channel = SyntheticChannel()
    try channel.enter(1)
    try channel.enter(2)
    _ = channel.ops(1)
    _ = channel.ops(2)
    let stale = channel.commit(1)
    try channel.sendPackage(2)
    // Revoked, and proposed again.
    #expect(channel.ops(1) == [27, 27])
    #expect(channel.ops(2) == [])
    #expect(throws: GroupRefusal.proposals) { try channel.group.commit(stale, from: 1, now: 0) }
    try channel.win(1)
    #expect(channel.ops(2) == [30])
  }

  @Test func whoLeavesBeforeBeingAddedIsRevoked() throws {
    var channel = SyntheticChannel()
    for user: UInt64 in 1...2 { try channel.enter(user) }
    try channel.win(1)
    try channel.enter(3)
    _ = channel.ops(1)
    channel.leave(3)
    #expect(channel.ops(1) == [27])
    #expect(channel.group.pending.isEmpty)
  }

  @Test func aMemberThatIsLostIsRemovedAndAddedAgain() throws {
    var channel = try three()
    for user: UInt64 in 1...3 { _ = channel.ops(user) }
    channel.group.invalid(from: 3, now: 0)
    try channel.sendPackage(3)
    #expect(channel.ops(1) == [27])
    #expect(channel.ops(3) == [])
    #expect(channel.group.pending.map(\.removed) == [3, nil])
    // The lost one cannot commit, least of all its own removal.
    #expect(throws: GroupRefusal.notMember) { try channel.group.commit(channel.commit(3), from: 3, now: 0) }
    try channel.win(2)
    #expect(channel.ops(3) == [30])
    #expect(channel.ops(1) == [29])
    #expect(channel.group.leaves?.users == [1, 2, 3])
  }

  @Test func whenAllAreLostAllBeginAnew() throws {
    var channel = SyntheticChannel()
    for user: UInt64 in 1...2 { try channel.enter(user) }
    try channel.win(1)
    channel.group.invalid(from: 1, now: 0)
    channel.group.invalid(from: 2, now: 0)
    channel.collect()
    #expect(channel.ops(1).suffix(1) == [24])
    #expect(channel.ops(2).suffix(1) == [24])
    for user: UInt64 in 1...2 { try channel.sendPackage(user) }
    try channel.win(2)
    #expect(channel.group.leaves?.users == [2, 1])
  }

  @Test func downToTheClearAndUpAgain() throws {
    var channel = SyntheticChannel()
    for user: UInt64 in 1...2 { try channel.enter(user) }
    try channel.win(1)
    for user: UInt64 in 1...2 { _ = channel.ops(user) }
    channel.group.change(to: 0, now: 0)
    channel.collect()
    #expect(channel.group.version == 1)
    for user: UInt64 in 1...2 { #expect(channel.ops(user) == [21]) }
    channel.group.ready(1, from: 1)
    channel.group.ready(1, from: 2)
    channel.collect()
    for user: UInt64 in 1...2 { #expect(channel.ops(user) == [22]) }
    #expect(channel.group.version == 0)
    #expect(channel.group.isInTheClear)
    channel.group.change(to: 1, now: 0)
    channel.collect()
    for user: UInt64 in 1...2 {
      #expect(channel.ops(user) == [24])
      try channel.sendPackage(user)
    }
    try channel.win(2)
    // Unlike a first group, this one is switched to.
    #expect(channel.group.wake == channel.now + 2_000_000)
    #expect(channel.group.isInTheClear)
    channel.group.advance(now: channel.now + 2_000_000)
    #expect(!channel.group.isInTheClear)
    #expect(channel.group.version == 1)
  }

  @Test func keyPackagesOfOthersAreRefused() throws {
    var channel = SyntheticChannel()
    try channel.enter(1)
    var other = SyntheticMember(2, channel: 77)
    #expect(throws: GroupRefusal.otherUser) { try channel.group.keyPackage(other.package, from: 1) }
    #expect(throws: GroupRefusal.notMember) { try channel.group.keyPackage(other.package, from: 2) }
    other.renew(lifetime: 5)
    channel.group.join(2)
    #expect(throws: GroupRefusal.lifetime) { try channel.group.keyPackage(other.package, from: 2) }
  }

  /// People come, go, recover and commit at random: whoever is in the channel is in the group in the end.
  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func everybodyEndsUpInTheGroup(_ seed: UInt64) throws {
    var random = LabRandom(seed: seed)
    var channel = SyntheticChannel()
    var next: UInt64 = 1
    for _ in 0..<120 {
      let present = channel.group.present
      switch Int.random(in: 0..<10, using: &random) {
      case 0...3:
        try channel.enter(next)
        next += 1
      case 4, 5:
        if let user = present.randomElement(using: &random) { channel.leave(user) }
      case 6:
        if let user = present.randomElement(using: &random) {
          channel.group.invalid(from: user, now: 0)
          try channel.sendPackage(user)
        }
      default: try settle(&channel, random: &random)
      }
      answerRestarts(&channel)
    }
    if channel.group.present.count < 2 {
      for _ in 0..<2 {
        try channel.enter(next)
        next += 1
      }
    }
    for _ in 0..<4 { try settle(&channel, random: &random) }
    #expect(Set(channel.group.leaves?.users ?? []) == Set(channel.group.present))
    #expect(channel.group.pending.isEmpty)
    #expect(channel.group.present.count >= 2)
  }

  /// A random member commits what stands, if it may.
  private func settle(_ channel: inout SyntheticChannel, random: inout LabRandom) throws {
    answerRestarts(&channel)
    for user in channel.group.present.shuffled(using: &random) {
      guard channel.group.pending.contains(where: { $0.added != user }) else { continue }
      if (try? channel.win(user)) != nil { break }
    }
  }

  private func answerRestarts(_ channel: inout SyntheticChannel) {
    var restarted: [UInt64] = []
    for (user, outputs) in channel.said {
      let last = outputs.last { if case .json(_, 24, _) = $0 { true } else { false } }
      if last != nil { restarted.append(user) }
    }
    channel.said = [:]
    for user in restarted.sorted() where channel.members[user] != nil { try? channel.sendPackage(user) }
    if !restarted.isEmpty { answerRestarts(&channel) }
  }

  private func three() throws -> SyntheticChannel {
    var channel = SyntheticChannel()
    try channel.enter(1)
    try channel.enter(2)
    try channel.win(1)
    try channel.enter(3)
    try channel.win(2)
    return channel
  }
}
