import NIOCore
import PatchEngine
import Testing

@testable import PatchLab
@testable import PatchServer

/// Our own voice connection in the Lab's Discord, over real sockets on loopback.
@Suite(.serialized) struct DiscordVoiceTests {
  /// A Lab with this many talkers, who are stopped at the end.
  private func run(
    _ names: Int, stage: Bool = false,
    _ body: @escaping @Sendable (DiscordLab, Snowflake, [DiscordTalker]) async throws -> Void
  ) async throws {
    var settings = DiscordLabSettings(seed: 3)
    settings.usesTLS = true
    let lab = try await DiscordLab.start(settings)
    let guild = lab.world.addGuild(name: "Lab")
    let channel = lab.world.addChannel(name: "Lounge", kind: stage ? .stage : .voice, in: guild)
    let talkers = (0..<names).map {
      DiscordTalker("talker-\($0)", in: guild, of: lab, seed: UInt64($0), prefersAES: $0 % 2 == 0)
    }
    do {
      try await body(lab, channel, talkers)
    } catch {
      Issue.record(error)
    }
    for talker in talkers { await talker.stop() }
    // Whatever else was tested: nothing left us in the clear, and nothing that the servers could not open.
    for seen in await lab.voice.report().users {
      #expect(seen.plainUnderDave == 0)
      #expect(seen.refused == 0)
      #expect(seen.nonceReused == 0)
      #expect(seen.violations == [])
    }
    await lab.stop()
  }

  private func together(_ talkers: [DiscordTalker], after epochs: [UInt64]? = nil) async throws -> Bool {
    try await reach {
      let groups = talkers.map(\.group)
      guard let code = groups[0]?.privacyCode, code.count == 30 else { return false }
      return groups.allSatisfy { $0?.privacyCode == code && $0?.members.count == talkers.count }
    }
  }

  private func enter(_ talkers: [DiscordTalker], _ channel: Snowflake) async throws {
    for talker in talkers { talker.join(channel) }
    try #require(await together(talkers))
    // The switch to a new key comes after everybody is ready.
    try await Task.sleep(for: .milliseconds(300))
  }

  @Test func twoHearEachOtherFrameByFrame() async throws {
    try await run(2) { lab, channel, talkers in
      try await enter(talkers, channel)
      let (one, two) = (talkers[0], talkers[1])
      async let first: Void = one.speak(150)
      async let second: Void = two.speak(150)
      _ = try await (first, second)
      #expect(try await reach { two.now.heard[one.user.raw]?.count == 150 && one.now.silences[two.user.raw] == 5 })
      #expect(two.now.heard[one.user.raw]?.map(\.number) == Array(0..<150))
      #expect(one.now.heard[two.user.raw]?.map(\.number) == Array(0..<150))
      #expect(one.now.strange == 0)
    }
  }

  @Test func lossJitterAndPaddingLeaveNothingUndecrypted() async throws {
    try await run(2) { lab, channel, talkers in
      var faults = VoiceFaults()
      faults.loss = 0.05
      faults.jitterMilliseconds = 30
      faults.padding = 0.5
      faults.reorder = 0.05
      faults.duplicate = 0.05
      faults.reports = 0.2
      faults.lostDiscoveries = 2
      faults.isEarly = true
      await lab.voice.perform(.faults(guild: talkers[0].guild.raw, user: nil, faults: faults))
      try await enter(talkers, channel)
      let (one, two) = (talkers[0], talkers[1])
      async let first: Void = one.speak(400)
      async let second: Void = two.speak(400)
      _ = try await (first, second)
      try await Task.sleep(for: .milliseconds(300))
      for (ear, mouth) in [(one, two), (two, one)] {
        let numbers = ear.now.heard[mouth.user.raw]?.map(\.number) ?? []
        #expect(Set(numbers).count == numbers.count)
        #expect((350...395).contains(numbers.count))
        let lost = await ear.voice.statistics().lost
        #expect(lost.unauthenticated == 0 && lost.badFrame == 0 && lost.plaintext == 0 && lost.noKey == 0)
        #expect(lost.transport == 0 && lost.malformed == 0 && lost.unknownSource == 0)
        #expect(await ear.voice.statistics().padded > 100)
      }
    }
  }

  /// The codes after which the same session goes on, and a line that breaks without one.
  @Test(arguments: [4015, 4013, 1001, nil] as [UInt16?])
  func aResumeKeepsTheSoundAndTheGroup(_ code: UInt16?) async throws {
    try await run(2) { lab, channel, talkers in
      try await enter(talkers, channel)
      let (one, two) = (talkers[0], talkers[1])
      let epoch = one.group
      async let speech: Void = two.speak(200)
      try await Task.sleep(for: .milliseconds(1000))
      let user = one.user.raw
      await lab.voice.perform(
        code.map { .close(guild: one.guild.raw, user: user, code: $0) } ?? .drop(guild: one.guild.raw, user: user))
      try await speech
      try #require(await reach { one.now.heard[two.user.raw]?.count == 200 })
      let times = one.now.heard[two.user.raw]?.map(\.at) ?? []
      let gap = zip(times, times.dropFirst()).map { $1 - $0 }.max() ?? .hours(1)
      #expect(gap < .seconds(1))
      #expect(one.group == epoch)
      let seen = await lab.voice.report().users.first { $0.user == user }
      #expect(seen?.resumed == 1)
      #expect(await one.voice.statistics().resumes == 1)
      // And we are heard.
      try await one.speak(20, from: 1000)
      #expect(try await reach { two.now.heard[user]?.count == 20 })
    }
  }

  @Test func aServerMoveTakesLessThanTwoSeconds() async throws {
    try await run(2) { lab, channel, talkers in
      try await enter(talkers, channel)
      let (one, two) = (talkers[0], talkers[1])
      let code = one.group?.privacyCode
      let begin = NIODeadline.now()
      lab.world.moveVoiceServer(guild: one.guild)
      for talker in talkers { talker.refresh() }
      async let speech: Void = two.speak(200)
      #expect(try await reach(4) { one.now.heard[two.user.raw]?.isEmpty == false })
      let first = one.now.heard[two.user.raw]?.first?.at ?? .distantFuture
      #expect(first - begin < .seconds(2))
      try await speech
      #expect(one.group?.privacyCode != code)
      #expect(one.group?.privacyCode == two.group?.privacyCode)
    }
  }

  @Test func aChannelMoveTakesLessThanTwoSeconds() async throws {
    try await run(2) { lab, channel, talkers in
      let other = lab.world.addChannel(name: "Office", kind: .voice, in: talkers[0].guild)
      try await enter(talkers, channel)
      let (one, two) = (talkers[0], talkers[1])
      let begin = NIODeadline.now()
      for talker in talkers {
        lab.world.move(talker.user, to: other, in: talker.guild)
        talker.refresh()
      }
      async let speech: Void = two.speak(200)
      #expect(try await reach(4) { one.now.heard[two.user.raw]?.isEmpty == false })
      let first = one.now.heard[two.user.raw]?.first?.at ?? .distantFuture
      #expect(first - begin < .seconds(2))
      try await speech
      #expect(one.now.events.contains { $0.kind == .moved })
      #expect(await lab.voice.report().channels.first { $0.channel == other.raw }?.members.count == 2)
    }
  }

  /// Codes after which we come again by ourselves, with a session of our own; after 4003 with the same token.
  @Test(arguments: [4006, 4009, 4004, 4011, 4003, 4001, 4002, 4005, 4012, 4016, 4020] as [UInt16])
  func someCodesMeanToComeAgain(_ code: UInt16) async throws {
    try await run(2) { lab, channel, talkers in
      try await enter(talkers, channel)
      let (one, two) = (talkers[0], talkers[1])
      await lab.voice.perform(.close(guild: one.guild.raw, user: one.user.raw, code: code))
      try #require(await reach { await lab.voice.report().users.first { $0.user == one.user.raw }?.identified == 2 })
      try #require(await together(talkers))
      try await Task.sleep(for: .milliseconds(500))
      try await two.speak(20, from: 5000)
      #expect(try await reach { one.now.heard[two.user.raw]?.suffix(20).map(\.number) == Array(5000..<5020) })
      let counts = await one.voice.statistics()
      #expect(counts.resumes == 0 && counts.rejoins == (code == 4003 ? 0 : 1))
    }
  }

  /// Codes that say that what we send is wrong: it is tried once more, and then it is given up for good.
  @Test(arguments: [4001, 4002, 4005, 4012, 4016, 4020] as [UInt16])
  func aFaultOfOursIsTriedTwice(_ code: UInt16) async throws {
    try await run(1) { lab, channel, talkers in
      let one = talkers[0]
      one.join(channel)
      for count in 1...2 {
        try #require(await reach { one.now.events.count { $0.kind == .ready } == count })
        await lab.voice.perform(.close(guild: one.guild.raw, user: one.user.raw, code: code))
      }
      try #require(await reach { one.now.events.contains { $0.kind == .ended } })
      let end = one.now.events.last { $0.kind == .ended }
      #expect(end?.value == UInt64(VoiceEnd.refused.rawValue) && end?.extra == UInt64(code))
      #expect(await lab.voice.report().users.first { $0.user == one.user.raw }?.identified == 2)
    }
  }

  @Test(arguments: [4017, 4014, 4022, 4021] as [UInt16])
  func someCodesMeanToStayAway(_ code: UInt16) async throws {
    try await run(1) { lab, channel, talkers in
      let one = talkers[0]
      one.join(channel)
      try #require(await reach { one.now.events.contains { $0.kind == .ready } })
      await lab.voice.perform(.close(guild: one.guild.raw, user: one.user.raw, code: code))
      try #require(await reach { one.now.events.contains { $0.kind == .closed && $0.value == UInt64(code) } })
      try await Task.sleep(for: .seconds(2))
      #expect(await lab.voice.report().users.first { $0.user == one.user.raw }?.identified == 1)
    }
  }

  @Test func damagedAndCompetingCommitsEndInOneGroup() async throws {
    try await run(3) { lab, channel, talkers in
      var faults = VoiceFaults()
      faults.damagedCommits = 1
      faults.damagedWelcomes = 1
      faults.competes = true
      await lab.voice.perform(.faults(guild: talkers[0].guild.raw, user: talkers[0].user.raw, faults: faults))
      faults = VoiceFaults()
      faults.commitDelayMilliseconds = 200
      faults.executeDelayMilliseconds = 100
      await lab.voice.perform(.faults(guild: talkers[0].guild.raw, user: talkers[1].user.raw, faults: faults))
      for talker in talkers { talker.join(channel) }
      try #require(
        await reach(30) {
          let channel = await lab.voice.report().channels.first
          let codes = Set(talkers.map { $0.group?.privacyCode ?? "" })
          return channel?.members.count == 3 && channel?.proposals == 0 && codes.count == 1
            && talkers.allSatisfy { $0.group?.members.count == 3 }
        })
      try await Task.sleep(for: .seconds(3))
      try await talkers[1].speak(50)
      for ear in [talkers[0], talkers[2]] {
        #expect(try await reach { ear.now.heard[talkers[1].user.raw]?.map(\.number) == Array(0..<50) })
      }
      #expect(await lab.voice.report().users.contains { $0.recoveries > 0 })
    }
  }

  @Test func aDowngradeMutesUsAndAnUpgradeLetsUsSpeakAgain() async throws {
    try await run(2) { lab, channel, talkers in
      try await enter(talkers, channel)
      let (one, two) = (talkers[0], talkers[1])
      await lab.voice.perform(.version(channel: channel.raw, version: 0))
      try #require(await reach { one.now.events.contains { $0.kind == .muted } })
      try await two.speak(20)
      try await Task.sleep(for: .milliseconds(200))
      #expect(one.now.heard[two.user.raw] == nil)
      await lab.voice.perform(.version(channel: channel.raw, version: 1))
      try #require(
        await reach {
          one.now.events.contains { $0.kind == .unmuted } && two.now.events.contains { $0.kind == .unmuted }
        })
      try await two.speak(20, from: 100)
      #expect(try await reach { one.now.heard[two.user.raw]?.map(\.number) == Array(100..<120) })
    }
  }

  @Test func whoTheyAreIsKnownWithoutOp5() async throws {
    try await run(2) { lab, channel, talkers in
      var faults = VoiceFaults()
      faults.swallowsSpeaking = true
      await lab.voice.perform(.faults(guild: talkers[0].guild.raw, user: talkers[0].user.raw, faults: faults))
      try await enter(talkers, channel)
      try await talkers[1].speak(50)
      try await Task.sleep(for: .milliseconds(300))
      // There is nobody else whom the sound could be of.
      let heard = talkers[0].now.heard[talkers[1].user.raw]?.count ?? 0
      let lost = await talkers[0].voice.statistics().lost.unknownSource
      #expect(heard == 50 || lost > 0)
    }
  }

  /// People come and go while everybody talks; at most one frame of a speaker is lost at a transition.
  @Test func twoHundredJoinsAndLeaves() async throws {
    try await run(5) { lab, channel, talkers in
      let staying = [talkers[0], talkers[1]]
      let guests = Array(talkers[2...])
      try await enter(staying, channel)
      let speaking = Task {
        await withThrowingTaskGroup(of: Void.self) { group in
          for talker in staying { group.addTask { try await talker.speak(100_000) } }
          while let _ = try? await group.next() {}
        }
      }
      var random = LabRandom(seed: 11)
      var isIn = [Bool](repeating: false, count: guests.count)
      var changes = 0
      while changes < 200 {
        let index = Int.random(in: 0..<guests.count, using: &random)
        if isIn[index] { guests[index].voice.leave() } else { guests[index].join(channel) }
        isIn[index].toggle()
        changes += 1
        let count = staying.count + isIn.filter(\.self).count
        let settled = try await reach(10) { [isIn] in
          let inside = staying + zip(guests, isIn).filter { $0.1 }.map { $0.0 }
          let codes = Set(inside.map { $0.group?.privacyCode ?? "" })
          return codes.count == 1 && inside.allSatisfy { $0.group?.members.count == count }
        }
        #expect(settled, "after \(changes) changes")
        guard settled else { break }
      }
      speaking.cancel()
      try await Task.sleep(for: .milliseconds(300))
      for (ear, mouth) in [(staying[0], staying[1]), (staying[1], staying[0])] {
        let numbers = ear.now.heard[mouth.user.raw]?.map(\.number) ?? []
        let missing = (numbers.last ?? 0) + 1 - numbers.count
        #expect(missing <= changes)
        let holes = zip(numbers, numbers.dropFirst()).map { $1 - $0 }.filter { $0 > 2 }
        #expect(holes.isEmpty, "more than one frame in a row")
        #expect(numbers == numbers.sorted())
      }
      // Nobody is removed without a path.
      let users = await lab.voice.report().users
      #expect(users.reduce(0) { $0 + $1.pathsWon } >= changes / 4)
    }
  }
}
