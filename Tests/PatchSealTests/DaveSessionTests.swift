import PatchBase
import Testing

@testable import PatchSeal

/// Our own sessions in one call, before a small gateway.
@Suite struct DaveSessionTests {
  @Test func formsAGroup() throws {
    let call = try DaveCall()
    try call.join(1)
    let alone = try #require(call.members[1])
    #expect(alone.session.isEstablished == false && alone.packages.count == 1)
    #expect(alone.frames.sending == .waiting)
    #expect(throws: Fault.state) { _ = try alone.frames.sent([1]) }
    try call.join(2)
    call.agree()
    try call.talk()
    for member in call.members.values {
      #expect(member.has(.sealed) && member.has(.epoch) && member.has(.recovering) == false && member.invalid.isEmpty)
      // The first group has transition 0: nothing is to be confirmed.
      #expect(member.ready.isEmpty && member.frames.sending == .sealed)
    }
  }

  @Test func growsAndShrinks() throws {
    let call = try DaveCall()
    for user in UInt64(1)...6 {
      try call.join(user)
      if user > 1 {
        call.agree("\(user) came")
        try call.talk("\(user) came")
      }
    }
    for user: UInt64 in [3, 1, 6] {
      try call.leave(user)
      call.agree("\(user) went")
      try call.talk("\(user) went")
    }
    try call.join(3)
    call.agree()
    try call.talk()
    #expect(call.members.values.allSatisfy { $0.has(.recovering) == false && $0.has(.refused) == false })
  }

  /// Until a transition is executed everybody sends with the keys of the epoch before, and everybody hears both.
  @Test func switchesWhenTold() throws {
    let call = try DaveCall()
    try call.join(1)
    try call.join(2)
    call.executes = false
    try call.join(3)
    let one = try #require(call.members[1]), two = try #require(call.members[2]), three = try #require(call.members[3])
    #expect(one.ready == [1] && two.ready == [1] && three.ready == [1])
    #expect(three.frames.sending == .waiting, "no key is in force for the newcomer")
    let old = try one.frames.sent([1, 2, 3])
    #expect(two.frames.heard(old, from: 1, at: call.now) == (.opened, [1, 2, 3]))
    #expect(three.frames.heard(old, from: 1, at: call.now).verdict == .unauthenticated)
    // A second transition comes before the first is executed, and both are executed in order.
    try call.join(4)
    #expect(one.ready == [1, 2])
    one.session.executeTransition(1, at: call.now)
    try one.drain(at: call.now)
    let middle = try one.frames.sent([4])
    #expect(three.frames.heard(middle, from: 1, at: call.now) == (.opened, [4]))
    #expect(try #require(call.members[4]).frames.heard(middle, from: 1, at: call.now).verdict == .unauthenticated)
    one.session.executeTransition(2, at: call.now)
    // Twice, late and unknown ones do nothing.
    for id: UInt16 in [2, 1, 77, 0] { one.session.executeTransition(id, at: call.now) }
    try one.drain(at: call.now)
    let new = try one.frames.sent([5])
    #expect(try #require(call.members[4]).frames.heard(new, from: 1, at: call.now) == (.opened, [5]))
    #expect(new[9] == 1, "the count of a new key begins at one")
    call.execute()
    for member in call.members.values { try member.drain(at: call.now) }
    try call.talk()
    // Ten seconds later the old keys are gone.
    call.pass(10)
    #expect(two.frames.heard(try self.replayed(old), from: 1, at: call.now).verdict == .unauthenticated)
    try call.talk()
  }

  private func replayed(_ frame: [UInt8]) throws -> [UInt8] { frame }

  @Test func executesTheLatestFirst() throws {
    let call = try DaveCall()
    try call.join(1)
    try call.join(2)
    call.executes = false
    try call.join(3)
    try call.join(4)
    let one = try #require(call.members[1])
    one.session.executeTransition(2, at: call.now)
    one.session.executeTransition(1, at: call.now)
    try one.drain(at: call.now)
    let frame = try one.frames.sent([5])
    #expect(
      try #require(call.members[4]).frames.heard(frame, from: 1, at: call.now) == (.opened, [5]),
      "an older transition does not switch back")
  }

  @Test func passesOverWhatComesTwiceOrEarly() throws {
    let call = try DaveCall()
    // Everything before there is anything.
    let early = try DaveMember(9, channel: DaveCall.channel, seed: 5)
    for op: UInt8 in [0, 25, 26, 27, 28, 29, 30, 99] {
      for count in [0, 1, 2, 3, 80] { early.receive(op, [UInt8](repeating: op, count: count), at: call.now) }
    }
    early.session.receive(Span(), at: call.now)
    early.session.executeTransition(3, at: call.now)
    early.session.prepareTransition(3, version: 1, at: call.now)
    early.session.prepareEpoch(1, version: 1, at: call.now)
    early.session.recover(at: call.now)
    early.session.tick(at: call.now)
    try early.drain(at: call.now)
    #expect(early.packages.isEmpty && early.commits.isEmpty && early.ready.isEmpty && early.invalid.isEmpty)

    // All messages of a join once more, after it.
    try call.join(1)
    try call.join(2)
    let one = try #require(call.members[1])
    let before = one.code
    one.receive(25, call.gateway.sender, at: call.now)
    one.receive(25, vector([4] + [UInt8](repeating: 9, count: 64)) + [0, 1, 1, 0], at: call.now)
    let package = try #require(call.members[2]?.packages.last)
    one.receive(27, [0] + vector(try call.gateway.add(package, epoch: 0, call.suite)), at: call.now)
    try one.drain(at: call.now)
    #expect(one.commits.isEmpty && one.invalid.isEmpty && one.code == before)
    try call.join(3)
    call.agree()
    try call.talk()
  }

  @Test func replaysOfACommitAreHarmless() throws {
    let call = try DaveCall()
    try call.join(1)
    try call.join(2)
    let one = try #require(call.members[1]), two = try #require(call.members[2])
    let three = try DaveMember(3, channel: DaveCall.channel, seed: 77)
    for member in [one, two] { member.session.connect(3) }
    three.session.start(version: 1, at: call.now)
    three.receive(25, call.gateway.sender, at: call.now)
    try three.drain(at: call.now)
    let proposal = [0] + vector(try call.gateway.add(three.packages[0], epoch: 1, call.suite))
    for _ in 0..<2 { for member in [one, two] { member.receive(27, proposal, at: call.now) } }
    try one.drain(at: call.now)
    try two.drain(at: call.now)
    #expect(one.commits.count == 1, "a commit that is overtaken before it is sent is not sent")
    let message = one.commits[0]
    let count = try MLSMessage.count(message.span)
    for _ in 0..<3 {
      for member in [one, two] {
        member.receive(29, [0, 5] + message[..<count], at: call.now)
        try member.drain(at: call.now)
      }
      three.receive(30, [0, 5] + message[count...], at: call.now)
      try three.drain(at: call.now)
    }
    #expect(one.code == two.code && two.code == three.code && three.session.epoch == 2)
    #expect(one.ready == [5] && two.ready == [5] && three.ready == [5])
    #expect(one.invalid.isEmpty && two.invalid.isEmpty && three.invalid.isEmpty)
  }

  @Test func acceptsOnlyWhomItKnows() throws {
    let call = try DaveCall()
    try call.join(1)
    try call.join(2)
    let one = try #require(call.members[1])
    let stranger = try DaveMember(66, channel: DaveCall.channel, seed: 66)
    stranger.session.start(version: 1, at: call.now)
    try stranger.drain(at: call.now)
    let add = [0] + vector(try call.gateway.add(stranger.packages[0], epoch: 1, call.suite))
    one.receive(27, add, at: call.now)
    try one.drain(at: call.now)
    #expect(one.commits.isEmpty && one.has(.refused))
    // The good ones of a message with a bad one are not taken either.
    let other = try DaveMember(67, channel: DaveCall.channel, seed: 67)
    other.session.start(version: 1, at: call.now)
    try other.drain(at: call.now)
    one.session.connect(67)
    let good = try call.gateway.add(other.packages[0], epoch: 1, call.suite)
    one.receive(
      27, [0] + vector(good + (try call.gateway.add(stranger.packages[0], epoch: 1, call.suite))), at: call.now)
    try one.drain(at: call.now)
    #expect(one.commits.isEmpty && one.session.group.proposalCount == 0)
    one.session.connect(66)
    one.receive(27, add, at: call.now)
    try one.drain(at: call.now)
    #expect(one.commits.count == 1)
    // Revoked, there is nothing to commit; an unknown reference is nothing.
    let reference = try one.session.group.checked(Array(add.dropFirst(3))).reference
    one.receive(27, [1] + vector(vector([UInt8](repeating: 1, count: 32)) + vector(reference.array)), at: call.now)
    try one.drain(at: call.now)
    #expect(one.commits.count == 1 && one.session.group.pendingCommitCount == 0)
  }

  @Test func startsAnewWhenSomethingDoesNotFit() throws {
    let call = try DaveCall()
    for user in UInt64(1)...3 { try call.join(user) }
    let two = try #require(call.members[2])
    let old = try two.frames.sent([1])
    let epoch = two.session.epoch
    // A commit of this epoch that is none of ours and none of anybody's.
    let damaged = [0, 1, 0, 1] + vector(big(DaveCall.channel, 8)) + big(epoch, 8) + [1, 0, 0, 0, 0, 0, 3, 0, 0]
    two.receive(29, [0, 9] + damaged, at: call.now)
    try two.drain(at: call.now)
    #expect(two.invalid == [9] && two.packages.count == 2 && two.session.isEstablished == false)
    #expect(two.has(.recovering))
    // What it says meanwhile is sealed with the key that the others still have.
    let frame = try two.frames.sent([2])
    #expect(try #require(call.members[1]).frames.heard(frame, from: 2, at: call.now) == (.opened, [2]))
    #expect(try #require(call.members[1]).frames.heard(old, from: 2, at: call.now) == (.opened, [1]))
    // The gateway takes the old leaf out and the new package in, in one commit.
    call.inside.remove(2)
    try call.propose(add: [2], remove: [2])
    call.agree()
    try call.talk()
    // Again at once: that has to wait.
    two.receive(29, [0, 10] + damaged.dropLast(12) + big(call.epoch, 8) + [1, 0, 0, 0, 0, 0, 3, 0, 0], at: call.now)
    #expect(two.session.isEstablished == true)
  }

  @Test func asksForAFreshStartMoreAndMoreRarely() throws {
    var recovery = DaveRecovery()
    func asks(_ id: UInt16, _ seconds: Double) -> Bool { recovery.ask(id, at: at(seconds)) }
    func due(_ seconds: Double) -> UInt16? { recovery.due(at: at(seconds)) }
    #expect(asks(1, 10))
    #expect(!asks(2, 10.5))
    #expect(recovery.wake == at(11))
    #expect(due(10.9) == nil)
    #expect(due(11) == 2)
    #expect(recovery.wake == nil)
    #expect(!asks(3, 12.9))
    #expect(recovery.wake == at(13))
    var moment = 13.0
    for _ in 0..<8 {
      #expect(due(moment) != nil)
      #expect(!asks(4, moment))
      moment = Double(try #require(recovery.wake).microseconds) / 1_000_000
    }
    #expect(!asks(4, moment - 1))
    #expect(recovery.wake == at(moment))
    // A group settles it, and after ten seconds it is forgiven.
    recovery.settle(at: at(moment))
    #expect(recovery.wake == nil && due(moment + 100) == nil)
    #expect(asks(5, moment + 100))
    #expect(!asks(5, moment + 100.9))
    #expect(recovery.wake == at(moment + 101))
  }

  @Test func recoversWhenFramesDoNotOpen() throws {
    let call = try DaveCall()
    try call.join(1)
    try call.join(2)
    let one = try #require(call.members[1])
    one.session.recover(at: call.now)
    try one.drain(at: call.now)
    #expect(one.invalid == [0] && one.packages.count == 2)
    // While it is under way it is not asked for once more.
    one.session.recover(at: call.now)
    try one.drain(at: call.now)
    #expect(one.packages.count == 2)
  }

  /// A transition that is under way may mend it; one that the gateway forgot may not.
  @Test func waitsForATransitionBeforeItRecovers() throws {
    let call = try DaveCall()
    try call.join(1)
    try call.join(2)
    call.executes = false
    try call.join(3)
    let one = try #require(call.members[1])
    #expect(one.ready == [1])
    one.session.recover(at: call.now)
    call.pass(9.9)
    one.session.recover(at: call.now)
    try one.drain(at: call.now)
    #expect(one.invalid.isEmpty)
    call.pass(0.1)
    one.session.recover(at: call.now)
    try one.drain(at: call.now)
    #expect(one.invalid == [1] && one.packages.count == 2)
  }

  /// Of the first commit nobody but its author knows whose it is: if that one gets it damaged, nothing follows.
  @Test func asksForAGroupThatDoesNotCome() throws {
    let call = try DaveCall()
    let one = try DaveMember(1, channel: DaveCall.channel, seed: 1)
    let two = try DaveMember(2, channel: DaveCall.channel, seed: 2)
    for member in [one, two] {
      for user: UInt64 in [1, 2] { member.session.connect(user) }
      member.session.start(version: 1, at: call.now)
      member.receive(25, call.gateway.sender, at: call.now)
      try member.drain(at: call.now)
    }
    one.receive(27, [0] + vector(try call.gateway.add(two.packages[0], epoch: 0, call.suite)), at: call.now)
    try one.drain(at: call.now)
    let message = one.commits[0]
    let count = try MLSMessage.count(message.span)
    var damaged = Array(message[..<count])
    damaged[count - 20] ^= 0x55
    // To the other it is one more commit that is not his; his Welcome comes, and all is well.
    for member in [one, two] { member.receive(29, [0, 0] + damaged, at: call.now) }
    two.receive(30, [0, 0] + message[count...], at: call.now)
    for member in [one, two] { try member.drain(at: call.now) }
    let wakes = (one.session.wake, two.session.wake)
    #expect(wakes.0 == call.now.advanced(by: DaveRecovery.promise) && wakes.1 == nil)
    #expect(one.invalid.isEmpty && one.has(.recovering) == false)
    // And if the asking was lost as well, it is done again, but never often.
    for asked in 1...3 {
      let next = one.session.wake
      call.now = try #require(next)
      one.session.tick(at: call.now)
      try one.drain(at: call.now)
      #expect(one.invalid.count == asked && one.packages.count == asked + 1 && one.has(.recovering))
    }
    // What the gateway begins by itself needs no asking.
    one.session.prepareEpoch(1, version: 1, at: call.now)
    let wake = one.session.wake
    #expect(wake == nil)
    // Nor is a commit of another channel a promise.
    var foreign = damaged
    foreign[6] ^= 1
    one.receive(29, [0, 0] + foreign, at: call.now)
    let after = one.session.wake
    #expect(after == nil)
  }

  @Test func goesSilentRatherThanPlain() throws {
    let call = try DaveCall()
    try call.join(1)
    try call.join(2)
    let one = try #require(call.members[1])
    let opus: [UInt8] = [0xFC, 1, 2, 3]
    #expect(one.frames.heard(opus, from: 2, at: call.now).verdict == .plaintext)
    one.session.prepareTransition(7, version: 0, at: call.now)
    try one.drain(at: call.now)
    #expect(one.ready == [7])
    // Announced: the others may begin at once, we go on as we were.
    #expect(one.frames.heard(opus, from: 2, at: call.now) == (.passed, opus))
    #expect(try one.frames.sent(opus).count > opus.count)
    one.session.executeTransition(7, at: call.now)
    try one.drain(at: call.now)
    #expect(one.frames.sending == .muted && one.has(.muted) && one.has(.plain) == false && one.session.version == 0)
    #expect(throws: Fault.state) { _ = try one.frames.sent(opus) }
    #expect(one.frames.heard(opus, from: 2, at: call.now).verdict == .passed)
  }

  @Test func goesPlainWhereThatIsMeantAndComesBack() throws {
    let one = try DaveMember(1, channel: DaveCall.channel, seed: 1, requiresDave: false)
    let two = try DaveMember(2, channel: DaveCall.channel, seed: 2, requiresDave: false)
    let call = try DaveCall()
    for member in [one, two] {
      member.session.connect(1)
      member.session.connect(2)
      member.session.start(version: 0, at: call.now)
      try member.drain(at: call.now)
      #expect(member.packages.isEmpty && member.has(.plain) && member.frames.sending == .plain)
    }
    #expect(try one.frames.sent([5, 6]) == [5, 6])
    // Up: a new group is announced, forms and is executed with transition 4.
    call.members = [1: one, 2: two]
    for member in [one, two] {
      member.session.prepareEpoch(1, version: 1, at: call.now)
      member.receive(25, call.gateway.sender, at: call.now)
      try member.drain(at: call.now)
      #expect(member.packages.count == 1 && member.frames.sending == .plain)
    }
    for (member, other) in [(one, two), (two, one)] {
      member.receive(27, [0] + vector(try call.gateway.add(other.packages[0], epoch: 0, call.suite)), at: call.now)
      try member.drain(at: call.now)
    }
    let message = two.commits[0]
    let count = try MLSMessage.count(message.span)
    two.receive(29, [0, 4] + message[..<count], at: call.now)
    one.receive(29, [0, 4] + message[..<count], at: call.now)
    one.receive(30, [0, 4] + message[count...], at: call.now)
    for member in [one, two] {
      try member.drain(at: call.now)
      #expect(member.ready == [4] && member.session.version == 0)
      member.session.executeTransition(4, at: call.now)
      try member.drain(at: call.now)
      #expect(member.session.version == 1 && member.has(.sealed))
    }
    try call.talk()
    // Sound in the clear that is still under way is heard for ten seconds.
    #expect(one.frames.heard([0xFC, 1], from: 2, at: call.now).verdict == .passed)
    call.pass(10)
    #expect(one.frames.heard([0xFC, 1], from: 2, at: call.now).verdict == .plaintext)
  }

  /// The last one left gets a group of his own, and the next to come joins that.
  @Test func survivesASoleMemberReset() throws {
    let call = try DaveCall()
    try call.join(1)
    try call.join(2)
    try call.leave(2)
    let one = try #require(call.members[1])
    one.session.prepareEpoch(1, version: 1, at: call.now)
    one.session.prepareTransition(0, version: 1, at: call.now)
    try one.drain(at: call.now)
    #expect(one.packages.count == 2 && one.session.isEstablished == false && one.frames.sending == .sealed)
    call.inside = []
    call.epoch = 0
    try call.join(3)
    call.agree()
    try call.talk()
  }

  @Test func losesNothingWhenNobodyFetches() throws {
    let call = try DaveCall()
    try call.join(1)
    try call.join(2)
    let one = try #require(call.members[1])
    for i in 0..<200 { one.session.executeTransition(UInt16(100 + i), at: call.now) }
    try one.drain(at: call.now)
    #expect(one.has(.overflow))
    try call.join(3)
    call.agree()
    try call.talk()
  }

  @Test func tellsTheRoomThatAMessageNeeds() throws {
    let member = try DaveMember(1, channel: 5, seed: 1)
    member.session.start(version: 1, at: at(1))
    // The held sender comes first.
    var update = try DaveUpdate(users: 100)
    var none = MutableSpan<UInt8>()
    let first = try member.session.poll(into: &none)
    let isTaken = try member.session.take(into: &update)
    #expect(first == .update && isTaken)
    var needed = 0
    do {
      _ = try member.session.poll(into: &none)
    } catch { needed = error.needed }
    #expect(needed > 300)
    var buffer = [UInt8](repeating: 0, count: needed)
    var room = buffer.mutableSpan
    let package = try member.session.poll(into: &room), rest = try member.session.poll(into: &room)
    #expect(package == .binary(needed) && rest == .none && buffer[0] == 26)
  }

  /// Random comings and goings, with everybody talking in between.
  @Test func manyJoinAndLeave() throws {
    let call = try DaveCall()
    var random = Seeded(11)
    var next: UInt64 = 1
    for _ in 0..<2 {
      try call.join(next)
      next += 1
    }
    for round in 0..<60 {
      call.pass(0.5)
      if call.members.count <= 2 || (call.members.count < 8 && Bool.random(using: &random)) {
        try call.join(next)
        next += 1
      } else {
        try call.leave(try #require(call.members.keys.sorted().randomElement(using: &random)))
      }
      call.agree("round \(round)")
      try call.talk("round \(round)")
    }
    #expect(call.members.values.allSatisfy { $0.has(.recovering) == false && $0.invalid.isEmpty })
  }
}
