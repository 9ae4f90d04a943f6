import PatchBase
import Testing

@testable import PatchSeal

/// A channel: the gateway, and members each with a group of their own.
final class Channel {
  final class Member {
    let user: UInt64
    var group: MLSGroup
    init(_ user: UInt64, _ group: consuming MLSGroup) {
      self.user = user
      self.group = group
    }
  }

  static let id: UInt64 = 927_310_423_890_473_011
  let suite: CipherSuite
  var source: KeySource
  let gateway: Gateway
  var members: [Member] = []
  let limits: MLSLimits
  var nextUser: UInt64 = 1000

  init(seed: UInt64, limits: MLSLimits = MLSLimits()) throws {
    let suite = try CipherSuite()
    var source = KeySource.seeded(seed)
    let gateway = try Gateway(channel: Channel.id, suite, from: &source)
    self.suite = suite
    self.source = source
    self.gateway = gateway
    self.limits = limits
    let founder = try package(1), sender = self.gateway.sender
    let group = try MLSGroup.create(
      id: Channel.id, externalSender: sender.span, package: founder, limits: limits, from: &self.source)
    members.append(Member(1, group))
  }

  func package(_ user: UInt64) throws -> OwnKeyPackage {
    try OwnKeyPackage.make(user: user, signing: KeyPair.generate(suite, from: &source), suite: suite, from: &source)
  }

  var epoch: UInt64 { members[0].group.epoch }

  func add(_ package: borrowing OwnKeyPackage) throws -> [UInt8] { try gateway.add(package.array, epoch: epoch, suite) }
  func remove(_ member: Member) throws -> [UInt8] { try gateway.remove(member.group.ownLeaf, epoch: epoch, suite) }

  func join(_ welcome: [UInt8], _ package: borrowing OwnKeyPackage) throws -> MLSGroup {
    try MLSGroup.joined(welcome, Channel.id, gateway.sender, package, limits)
  }

  /// One epoch: some leave, some come, one commits, all agree.
  func step(leaving: Set<UInt64>, coming: [UInt64], by committer: Member, rivals: Int = 0) throws {
    var packages: [Box] = []
    var messages: [[UInt8]] = []
    for member in members where leaving.contains(member.user) { messages.append(try remove(member)) }
    for user in coming {
      packages.append(Box(user, try package(user)))
      messages.append(try add(packages.last!.package))
    }
    let staying = members.filter { !leaving.contains($0.user) }
    for member in staying { for message in messages { try member.group.accept(message) } }
    for rival in staying.prefix(rivals) { try rival.group.commit(from: &source) }
    try committer.group.commit(from: &source)
    let commit = committer.group.pendingCommit, welcome = committer.group.pendingWelcome
    let place = committer.group.ownLeaf
    for member in staying {
      let outcome = try member.group.processed(commit)
      #expect(outcome == (member === committer ? .own : .foreign(place)))
      #expect(member.group.pendingCommitCount == 0 && member.group.proposalCount == 0)
    }
    members = staying
    #expect(welcome.isEmpty == coming.isEmpty)
    for box in packages { members.append(Member(box.user, try join(welcome, box.package))) }
    try agree()
  }

  final class Box {
    let user: UInt64
    let package: OwnKeyPackage
    init(_ user: UInt64, _ package: consuming OwnKeyPackage) {
      self.user = user
      self.package = package
    }
  }

  func agree() throws {
    let common = try members[0].group.common()
    for member in members {
      #expect(try member.group.common() == common)
      #expect(member.group.user(at: member.group.ownLeaf) == member.user)
      #expect(member.group.memberCount == members.count)
      // Each private key that is kept fits its node.
      for level in 0...member.group.current.tree.height {
        if let fits = try member.group.current.keyFits(level, suite) { #expect(fits) }
      }
    }
  }
}

@Suite struct MLSGroupTests {
  @Test(arguments: [1, 2, 3, 4]) func membersStayInAgreement(_ seed: UInt64) throws {
    let channel = try Channel(seed: seed)
    var random = Seeded(seed)
    for _ in 0..<25 {
      var leaving: Set<UInt64> = []
      let committer = channel.members.randomElement(using: &random)!
      if channel.members.count > 2 {
        for member in channel.members.shuffled(using: &random).prefix(Int.random(in: 0...3, using: &random))
        where member !== committer { leaving.insert(member.user) }
      }
      var coming: [UInt64] = []
      for _ in 0..<Int.random(in: leaving.isEmpty ? 1...4 : 0...3, using: &random) where channel.members.count < 18 {
        // Some who leave come again at once, with new keys.
        if let back = leaving.first(where: { !coming.contains($0) }), Bool.random(using: &random) {
          coming.append(back)
        } else {
          channel.nextUser += 1
          coming.append(channel.nextUser)
        }
      }
      if leaving.isEmpty && coming.isEmpty { continue }
      try channel.step(
        leaving: leaving, coming: coming, by: committer, rivals: Int.random(in: 0...2, using: &random))
    }
    #expect(channel.epoch > 15)
  }

  /// A full channel: the hundredth comes, the hundred-and-first does not.
  @Test func limits() throws {
    let channel = try Channel(seed: 9, limits: MLSLimits(members: 4))
    try channel.step(leaving: [], coming: [2, 3, 4], by: channel.members[0])
    let one = try channel.package(5), message = try channel.add(one)
    try channel.members[0].group.accept(message)
    #expect(cause { try channel.members[0].group.commit(from: &channel.source) } == .tooLarge)
    for _ in 0..<7 {
      try channel.members[0].group.accept(try channel.gateway.remove(3, epoch: channel.epoch, channel.suite))
    }
    #expect(
      cause { try channel.members[0].group.accept(try channel.gateway.remove(3, epoch: channel.epoch, channel.suite)) }
        == .tooLarge)
  }

  @Test func refusals() throws {
    let channel = try Channel(seed: 21)
    try channel.step(leaving: [], coming: [2, 3, 4], by: channel.members[0])
    let us = channel.members[0], other = channel.members[1]
    let before = try us.group.common()
    let package = try channel.package(9)
    let epoch = channel.epoch

    func refused(_ message: [UInt8], _ expected: MLSCause, _ place: SourceLocation = #_sourceLocation) {
      #expect(cause { _ = try us.group.checked(message) } == expected, sourceLocation: place)
    }
    refused(try channel.gateway.add(package.array, epoch: epoch + 1, channel.suite), .epoch)
    refused(try channel.gateway.add(package.array, epoch: epoch - 1, channel.suite), .epoch)
    refused(try channel.gateway.remove(7, epoch: epoch, channel.suite), .unknownMember)
    refused(try channel.gateway.remove(1 << 31, epoch: epoch, channel.suite), .unknownMember)
    refused(try channel.gateway.proposal([0, 2], epoch, channel.suite), .proposalKind)
    refused(
      try channel.gateway.proposal([0, 3, 0, 0, 0, 1], epoch, channel.suite, sender: [2, 0, 0, 0, 1]), .sender)
    refused(
      try channel.gateway.proposal([0, 3, 0, 0, 0, 1], epoch, channel.suite, sender: [3]), .sender)
    let stranger = try Gateway(channel: Channel.id, channel.suite, from: &channel.source)
    refused(try stranger.add(package.array, epoch: epoch, channel.suite), .signature)
    let elsewhere = try Gateway(channel: 5, channel.suite, from: &channel.source)
    refused(try elsewhere.add(package.array, epoch: epoch, channel.suite), .groupID)
    var bad = package.array
    bad[bad.count - 1] ^= 1
    refused(try channel.gateway.add(bad, epoch: epoch, channel.suite), .signature)
    bad = package.array
    bad[3] = 1
    refused(try channel.gateway.add(bad, epoch: epoch, channel.suite), .version)
    bad = package.array
    bad.replaceSubrange(6..<71, with: bad[73..<138])  // the init key is the leaf's
    refused(try channel.gateway.add(bad, epoch: epoch, channel.suite), .keyPackage)

    // A member twice, a key twice, nobody's proposal, our own end.
    let twin = try channel.package(2)
    try us.group.accept(try channel.add(twin))
    #expect(cause { try us.group.commit(from: &channel.source) } == .duplicateMember)
    let reference = try us.group.checked(channel.add(twin)).reference.array
    let known = us.group.revoked(reference)
    #expect(!known)  // signed anew, it has another name
    us.group.proposals.clear()
    try us.group.accept(try channel.remove(us))
    #expect(cause { try us.group.commit(from: &channel.source) } == .selfRemoved)
    us.group.proposals.clear()

    // Another member's commit over what we were not told; then over what we were, but spoilt; then as it is.
    let message = try channel.add(package)
    try other.group.accept(message)
    try other.group.commit(from: &channel.source)
    let commit = other.group.pendingCommit, welcome = other.group.pendingWelcome
    #expect(cause { _ = try us.group.processed(commit) } == .proposalUnknown)
    try us.group.accept(message)
    try us.group.commit(from: &channel.source)
    let pending = us.group.message
    for place in stride(from: 0, to: commit.count, by: 5) {
      var changed = commit
      changed[place] ^= 4
      #expect(throws: Fault.self) { _ = try us.group.processed(changed) }
    }
    let long = commit + [0]
    #expect(throws: Fault.self) { _ = try us.group.processed(long) }
    #expect(try us.group.common() == before && us.group.message == pending && us.group.proposalCount == 1)
    #expect(cause { _ = try other.group.processed(pending) } != nil)

    // Welcomes: spoilt, for others, of another gateway.
    for place in stride(from: 0, to: welcome.count, by: 11) {
      var changed = welcome
      changed[place] ^= 0x20
      #expect(throws: Fault.self) { _ = try channel.join(changed, package) }
    }
    let third = try channel.package(10)
    #expect(cause { _ = try channel.join(welcome, third) } == .notForUs)
    #expect(
      cause {
        _ = try MLSGroup.joined(welcome, 1, channel.gateway.sender, package)
      } == .groupID)
    #expect(
      cause {
        _ = try MLSGroup.joined(welcome, Channel.id, stranger.sender, package)
      } == .externalSender)
    #expect(try us.group.processed(commit) == .foreign(1))
    _ = try channel.join(welcome, package)
    #expect(cause { _ = try us.group.processed(commit) } == .epoch)
  }

  /// Who is removed cannot follow, and is not asked to commit; a removal without a path is refused.
  @Test func removal() throws {
    let channel = try Channel(seed: 31)
    try channel.step(leaving: [], coming: [2, 3, 4, 5], by: channel.members[0])
    let gone = channel.members[2], us = channel.members[0]
    let message = try channel.remove(gone)
    try gone.group.accept(message)
    #expect(cause { try gone.group.commit(from: &channel.source) } == .selfRemoved)
    try us.group.accept(message)
    try us.group.commit(from: &channel.source)
    let commit = us.group.pendingCommit
    #expect(cause { _ = try gone.group.processed(commit) } == .selfRemoved)
    #expect(us.group.pendingWelcome.isEmpty)
    us.group.dropPending()
    #expect(cause { _ = try us.group.processed(commit) } == .ownCommit)
  }

  @Test func keyPackageIsWhatTheGatewayDemands() throws {
    let suite = try CipherSuite()
    var source = KeySource.system
    let signing = try KeyPair.generate(suite, from: &source)
    let bytes = try OwnKeyPackage.make(user: 0x0102_0304_0506_0708, signing: signing, suite: suite, from: &source).array
    #expect((385...396).contains(bytes.count))
    #expect(Array(bytes[..<7]) == [0, 1, 0, 2, 0x40, 0x41, 4])
    #expect(Array(bytes[140..<205]) == signing.publicKey.array)
    #expect(Array(bytes[205..<216]) == [0, 1, 8, 1, 2, 3, 4, 5, 6, 7, 8])
    #expect(Array(bytes[216..<227]) == [2, 0, 1, 2, 0, 2, 0, 0, 2, 0, 1])
    #expect(Array(bytes[227..<245]) == [1] + [UInt8](repeating: 0, count: 8) + [UInt8](repeating: 255, count: 8) + [0])
  }
}
