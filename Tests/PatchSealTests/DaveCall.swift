import PatchBase
import Testing

@testable import PatchSeal

/// One of ours in a call: the group work and the frames, with a host between them.
final class DaveMember {
  let user: UInt64
  var session: DaveSession
  var frames: DaveFrames
  var events: [DaveEvent] = []
  /// The bodies of its op 26 and 28, and the transitions of its op 23 and 31.
  var packages: [[UInt8]] = []
  var commits: [[UInt8]] = []
  var ready: [UInt16] = []
  var invalid: [UInt16] = []

  init(_ user: UInt64, channel: UInt64, seed: UInt64, requiresDave: Bool = true) throws {
    self.user = user
    var settings = DaveSettings(user: user, channel: channel)
    settings.requiresDave = requiresDave
    session = try DaveSession(settings, keys: .seeded(seed))
    frames = try DaveFrames()
  }

  /// Does all that the session wants done.
  func drain(at now: Ticks) throws {
    var buffer = [UInt8](repeating: 0, count: 1 << 17)
    var update = try DaveUpdate(users: session.settings.users)
    while true {
      var room = buffer.mutableSpan
      switch try session.poll(into: &room) {
      case .none: return
      case .binary(let count):
        let body = Array(buffer[1..<count])
        if buffer[0] == 26 { packages.append(body) } else { commits.append(body) }
      case .transitionReady(let id): ready.append(id)
      case .invalidCommitWelcome(let id): invalid.append(id)
      case .update:
        let isTaken = try session.take(into: &update)
        #expect(isTaken)
        frames.apply(&update, at: now)
      case .event(let event): events.append(event)
      }
    }
  }

  func receive(_ op: UInt8, _ body: [UInt8], at now: Ticks) {
    let message = [op] + body
    session.receive(message.span, at: now)
  }

  var code: String {
    var text = [UInt8](repeating: 0, count: 30)
    var room = text.mutableSpan
    guard (try? session.privacyCode(into: &room)) != nil else { return "" }
    return String(decoding: text, as: UTF8.self)
  }

  func has(_ kind: DaveEvent.Kind) -> Bool { events.contains { $0.kind == kind } }
}

/// A voice gateway as far as DAVE goes: proposes, lets the first commit win, tells everybody, executes.
final class DaveCall {
  static let channel: UInt64 = 927_310_423_890_473_011
  let suite: CipherSuite
  let gateway: Gateway
  var members: [UInt64: DaveMember] = [:]
  /// Those in the group, and its epoch.
  var inside: Set<UInt64> = []
  var epoch: UInt64 = 0
  var transition: UInt16 = 0
  /// Whom the open proposals add and remove, and what waits for the next round.
  var adding: Set<UInt64> = []
  var removing: Set<UInt64> = []
  var executes = true
  var now = Ticks(microseconds: 1_000_000)
  var seed: UInt64 = 1
  var random = Seeded(3)

  init() throws {
    var source = KeySource.seeded(99)
    suite = try CipherSuite()
    gateway = try Gateway(channel: DaveCall.channel, suite, from: &source)
  }

  func pass(_ seconds: Double) { now = now.advanced(by: UInt64(seconds * 1_000_000)) }

  /// Somebody connects; the group forms or grows.
  func join(_ user: UInt64, version: Int = 1) throws {
    seed += 1
    let member = try DaveMember(user, channel: DaveCall.channel, seed: seed)
    for other in members.values {
      other.session.connect(user)
      member.session.connect(other.user)
    }
    members[user] = member
    // Either may come first.
    if Bool.random(using: &random) {
      member.session.start(version: version, at: now)
      member.receive(25, gateway.sender, at: now)
    } else {
      member.receive(25, gateway.sender, at: now)
      member.session.start(version: version, at: now)
    }
    try member.drain(at: now)
    try propose(add: [user], remove: [])
  }

  /// Somebody is gone.
  func leave(_ user: UInt64) throws {
    members[user] = nil
    for other in members.values { other.session.disconnect(user) }
    guard inside.remove(user) != nil else { return }
    if inside.isEmpty { return }
    try propose(add: [], remove: [user])
  }

  /// A leaf of the group, as any member has it.
  func leaf(_ user: UInt64) -> Int? {
    inside.compactMap { members[$0]?.session.group.leaf(of: user) }.first
  }

  func propose(add: [UInt64], remove: [UInt64]) throws {
    adding.formUnion(add)
    removing.formUnion(remove)
    let isFirst = inside.isEmpty
    guard !isFirst || members.count > 1 else { return }
    var messages: [(UInt64?, [UInt8])] = []
    for user in isFirst ? Array(members.keys).sorted() : add {
      guard let package = members[user]?.packages.last else { continue }
      messages.append((user, try gateway.add(package, epoch: epoch, suite)))
    }
    for user in remove {
      if let leaf = leaf(user) { messages.append((nil, try gateway.remove(leaf, epoch: epoch, suite))) }
    }
    for user in isFirst ? Set(members.keys) : inside {
      // Nobody is proposed to himself.
      let mine = messages.filter { $0.0 != user }.flatMap(\.1)
      members[user]?.receive(27, [0] + vector(mine), at: now)
    }
    try settle()
  }

  /// Lets the first commit win, over and over, until all is said.
  func settle() throws {
    while true {
      for member in members.values { try member.drain(at: now) }
      let committers = members.values.filter { !$0.commits.isEmpty }.map(\.user).sorted()
      guard let winner = committers.randomElement(using: &random).flatMap({ members[$0] }) else { break }
      let message = winner.commits.last!
      for member in members.values { member.commits = [] }
      try announce(message, by: winner)
    }
    guard executes else { return }
    execute()
    for member in members.values { try member.drain(at: now) }
  }

  private func announce(_ message: [UInt8], by winner: DaveMember) throws {
    let count = try MLSMessage.count(message.span)
    let (commit, welcome) = (Array(message[..<count]), Array(message[count...]))
    let isFirst = inside.isEmpty
    transition = isFirst ? 0 : max(1, transition &+ 1)
    let id = big(UInt64(transition), 2)
    let joiners = isFirst ? Set(members.keys).subtracting([winner.user]) : adding.intersection(members.keys)
    for user in inside.union([winner.user]) { members[user]?.receive(29, id + commit, at: now) }
    for user in joiners { members[user]?.receive(30, id + welcome, at: now) }
    inside = inside.union(joiners).union([winner.user])
    adding = []
    removing = []
    epoch += 1
  }

  /// Op 22 for all that is prepared, to everybody.
  func execute() {
    for member in members.values {
      for id in member.ready { member.session.executeTransition(id, at: now) }
      member.ready = []
    }
  }

  /// Everybody says something and everybody else hears it, from whichever epoch.
  func talk(_ comment: Comment = "") throws {
    for speaker in members.values {
      let sound = random.bytes(40)
      let frame = try speaker.frames.sent(sound)
      #expect(frame != sound && frame.count > sound.count, comment)
      for listener in members.values where listener.user != speaker.user {
        let heard = listener.frames.heard(frame, from: speaker.user, at: now)
        #expect(heard == (.opened, sound), "\(speaker.user) to \(listener.user): \(heard.verdict) \(comment)")
      }
    }
  }

  /// All share the epoch and the privacy code.
  func agree(_ comment: Comment = "") {
    let codes = Set(members.values.map(\.code))
    #expect(codes.count == 1 && codes.first?.count == 30, comment)
    #expect(members.values.allSatisfy { $0.session.epoch == epoch }, comment)
    #expect(members.values.allSatisfy { $0.session.memberCount == members.count }, comment)
  }
}
