/// The payload of op 28, read: a commit, and a Welcome behind it when somebody is added.
///
/// A gateway holds no secret of the group and does not know its creator's leaf, so it cannot check the commit's own signature and tags; the
/// members do. It checks all the rest.
struct GroupCommit: Sendable {
  /// MLSMessage, the payload of op 29 behind the transition.
  let message: [UInt8]
  let group: [UInt8]
  let epoch: UInt64
  let sender: UInt32
  /// References of the proposals, in the order of the commit.
  let proposals: [[UInt8]]
  let path: MemberLeaf?
  /// How many nodes the path has.
  let pathLength: Int
  let welcome: GroupWelcome?

  init(_ bytes: [UInt8]) throws {
    var reader = GroupReader(bytes)
    guard try reader.integer(UInt16.self) == 1 else { throw GroupRefusal.version }
    guard try reader.integer(UInt16.self) == 1 else { throw GroupRefusal.wire }
    group = try reader.vector()
    epoch = try reader.integer()
    guard try reader.integer(UInt8.self) == 1 else { throw GroupRefusal.sender }
    sender = try reader.integer()
    _ = try reader.vector()
    guard try reader.integer(UInt8.self) == 3 else { throw GroupRefusal.content }
    var list = try reader.inner()
    var references: [[UInt8]] = []
    while !list.isAtEnd {
      guard try list.integer(UInt8.self) == 2 else { throw GroupRefusal.inline }
      references.append(try list.vector())
    }
    proposals = references
    switch try reader.integer(UInt8.self) {
    case 0:
      path = nil
      pathLength = 0
    case 1:
      path = try MemberLeaf(&reader)
      var nodes = try reader.inner()
      var count = 0
      while !nodes.isAtEnd {
        guard GroupCrypto.isKey(try nodes.vector()) else { throw GroupRefusal.key }
        var secrets = try nodes.inner()
        while !secrets.isAtEnd {
          guard GroupCrypto.isKey(try secrets.vector()) else { throw GroupRefusal.key }
          _ = try secrets.vector()
        }
        count += 1
      }
      pathLength = count
    default: throw GroupRefusal.content
    }
    for isTag in [false, true, true] {  // signature, confirmation tag, membership tag
      let part = try reader.vector()
      guard isTag ? part.count == 32 : !part.isEmpty else { throw GroupRefusal.length }
    }
    message = reader.slice(since: 0)
    welcome = reader.isAtEnd ? nil : try GroupWelcome(reader.rest())
  }
}

/// A Welcome, read as far as a gateway can.
struct GroupWelcome: Sendable {
  /// Who is welcomed: references of key packages, each with what is encrypted to it.
  let secrets: [(reference: [UInt8], bytes: [UInt8])]
  private let groupInfo: [UInt8]

  init(_ bytes: [UInt8]) throws {
    var reader = GroupReader(bytes)
    guard try reader.integer(UInt16.self) == 2 else { throw GroupRefusal.version }
    var list = try reader.inner()
    var found: [(reference: [UInt8], bytes: [UInt8])] = []
    while !list.isAtEnd {
      let start = list.offset
      let reference = try list.vector()
      guard GroupCrypto.isKey(try list.vector()) else { throw GroupRefusal.key }
      _ = try list.vector()
      found.append((reference, list.slice(since: start)))
    }
    secrets = found
    groupInfo = try reader.vector()
    guard reader.isAtEnd else { throw GroupRefusal.surplus }
  }

  /// The Welcome with the secrets of one receiver only: the payload of op 30 behind the transition.
  func cut(for reference: [UInt8]) -> [UInt8]? {
    guard let own = secrets.first(where: { $0.reference == reference }) else { return nil }
    var writer = GroupWriter()
    writer.integer(UInt16(2))
    writer.vector(own.bytes)
    writer.vector(groupInfo)
    return writer.bytes
  }
}
