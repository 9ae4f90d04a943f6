import Crypto
import Foundation

@testable import PatchLab

/// Someone whose key packages are good, and whose commits look right from outside: what only members can check is random.
struct SyntheticMember {
  let user: UInt64
  let channel: UInt64
  let key = P256.Signing.PrivateKey()
  var package: [UInt8] = []
  var reference: [UInt8] { GroupCrypto.reference("KeyPackage", package) }

  init(_ user: UInt64, channel: UInt64) {
    self.user = user
    self.channel = channel
    renew()
  }

  mutating func renew(lifetime: UInt64 = .max) {
    var writer = GroupWriter()
    writer.integer(UInt16(1))
    writer.integer(UInt16(2))
    writer.vector(Self.point())
    writer.raw(leaf(source: 1, lifetime: lifetime, place: nil))
    writer.vector([])
    let signed = writer.bytes
    writer.vector(sign(signed, "KeyPackageTBS"))
    package = writer.bytes
  }

  /// The payload of op 28.
  func commit(
    epoch: UInt64, leaf: UInt32 = 0, _ proposals: [[UInt8]], path: Int? = nil, welcome: [[UInt8]] = []
  ) -> [UInt8] {
    var writer = GroupWriter()
    writer.integer(UInt16(1))
    writer.integer(UInt16(1))
    writer.vector(id)
    writer.integer(epoch)
    writer.integer(UInt8(1))
    writer.integer(leaf)
    writer.vector([])
    writer.integer(UInt8(3))
    var list = GroupWriter()
    for proposal in proposals {
      list.integer(UInt8(2))
      list.vector(proposal)
    }
    writer.vector(list.bytes)
    if let path {
      writer.integer(UInt8(1))
      writer.raw(self.leaf(source: 3, lifetime: 0, place: leaf))
      var nodes = GroupWriter()
      for _ in 0..<path {
        nodes.vector(Self.point())
        nodes.vector([])
      }
      writer.vector(nodes.bytes)
    } else {
      writer.integer(UInt8(0))
    }
    writer.vector(Self.random(70))
    writer.vector(Self.random(32))
    writer.vector(Self.random(32))
    guard !welcome.isEmpty else { return writer.bytes }
    writer.integer(UInt16(2))
    var secrets = GroupWriter()
    for reference in welcome {
      secrets.vector(reference)
      secrets.vector(Self.point())
      secrets.vector(Self.random(80))
    }
    writer.vector(secrets.bytes)
    writer.vector(Self.random(300))
    return writer.bytes
  }

  private var id: [UInt8] { bytes(channel) }

  private func leaf(source: UInt8, lifetime: UInt64, place: UInt32?) -> [UInt8] {
    var writer = GroupWriter()
    writer.vector(Self.point())
    writer.vector(Array(key.publicKey.x963Representation))
    writer.integer(UInt16(1))
    writer.vector(bytes(user))
    for list: [UInt8] in [[0, 1], [0, 2], [], [], [0, 1]] { writer.vector(list) }
    writer.integer(source)
    if source == 1 {
      writer.integer(UInt64(0))
      writer.integer(lifetime)
    } else {
      writer.vector([])
    }
    writer.vector([])
    var signed = GroupWriter()
    signed.raw(writer.bytes)
    if let place {
      signed.vector(id)
      signed.integer(place)
    }
    writer.vector(sign(signed.bytes, "LeafNodeTBS"))
    return writer.bytes
  }

  private func sign(_ content: [UInt8], _ label: String) -> [UInt8] {
    let signature = try? key.signature(for: GroupCrypto.labelled(label, content))
    return Array(signature?.derRepresentation ?? Data())
  }

  private func bytes(_ value: UInt64) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }

  private static func point() -> [UInt8] { Array(P256.KeyAgreement.PrivateKey().publicKey.x963Representation) }

  private static func random(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255) } }
}

/// A channel with synthetic members, and what each of them was told and has not read.
struct SyntheticChannel {
  var group: ChannelGroup
  var members: [UInt64: SyntheticMember] = [:]
  var said: [UInt64: [ChannelGroup.Output]] = [:]
  var now: UInt64 = 1_000_000

  init(version: Int = 1) { group = ChannelGroup(channel: 77, version: version, patience: 2_000_000) }

  mutating func collect() {
    for output in group.take() {
      switch output {
      case .json(let user, _, _), .binary(let user, _, _): said[user, default: []].append(output)
      }
    }
  }

  mutating func enter(_ user: UInt64) throws {
    members[user] = SyntheticMember(user, channel: 77)
    group.join(user)
    try sendPackage(user)
  }

  mutating func sendPackage(_ user: UInt64) throws {
    members[user]?.renew()
    try group.keyPackage(members[user]!.package, from: user)
    collect()
  }

  mutating func leave(_ user: UInt64) {
    group.leave(user, now: now)
    members[user] = nil
    collect()
  }

  /// The ops that a user was told since the last question.
  mutating func ops(_ user: UInt64) -> [Int] {
    defer { said[user] = nil }
    return (said[user] ?? []).map {
      switch $0 {
      case .json(_, let op, _): op
      case .binary(_, let op, _): Int(op)
      }
    }
  }

  /// A commit that takes up all that stands.
  func commit(_ user: UInt64, dropping: Int = 0, path: Int? = nil, welcome: Bool = true) -> [UInt8] {
    let standing = group.pending.filter { $0.added != user }.dropLast(dropping)
    var leaves = group.leaves ?? LeafTable(creator: user)
    let leaf = leaves.leaf(of: user) ?? 0
    for case .remove(let leaf, _) in standing.map(\.kind) { leaves.remove(leaf) }
    for added in standing.compactMap(\.added) { leaves.add(added) }
    let removes = standing.contains { $0.removed != nil }
    return members[user]!.commit(
      epoch: group.epoch, leaf: leaf, standing.map(\.proposal.reference),
      path: path ?? (removes ? leaves.pathLength(from: leaf) : nil),
      welcome: welcome ? standing.compactMap(\.added).compactMap { members[$0]?.reference } : [])
  }

  mutating func win(_ user: UInt64) throws {
    try group.commit(commit(user), from: user, now: now)
    collect()
  }
}
