/// A key package that the gateway took from a client (op 26).
struct MemberKeyPackage: Equatable, Sendable {
  let bytes: [UInt8]
  let user: UInt64
  let signatureKey: [UInt8]
  /// RFC 9420's KeyPackageRef: how a Welcome names its receiver.
  let reference: [UInt8]

  /// Checks everything that DAVE asks of a key package. Throws `GroupRefusal`.
  init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    reference = GroupCrypto.reference("KeyPackage", bytes)
    var reader = GroupReader(bytes)
    guard try reader.integer(UInt16.self) == 1, try reader.integer(UInt16.self) == 2 else { throw GroupRefusal.version }
    let initKey = try reader.vector()
    guard GroupCrypto.isKey(initKey) else { throw GroupRefusal.key }
    let leaf = try MemberLeaf(&reader)
    guard leaf.source == .keyPackage else { throw GroupRefusal.lifetime }
    guard leaf.isSigned(group: nil) else { throw GroupRefusal.signature }
    guard leaf.encryptionKey != initKey else { throw GroupRefusal.key }
    guard try reader.vector().isEmpty else { throw GroupRefusal.extensions }
    let signed = reader.slice(since: 0)
    let signature = try reader.vector()
    guard reader.isAtEnd else { throw GroupRefusal.surplus }
    guard GroupCrypto.isSigned(signed, "KeyPackageTBS", by: leaf.signatureKey, signature) else {
      throw GroupRefusal.signature
    }
    user = leaf.user
    signatureKey = leaf.signatureKey
  }
}

/// A leaf node, read and held against DAVE's rules.
struct MemberLeaf: Sendable {
  enum Source: Equatable, Sendable { case keyPackage, commit }

  let encryptionKey: [UInt8]
  let signatureKey: [UInt8]
  let user: UInt64
  let source: Source
  private let signed: [UInt8]
  private let signature: [UInt8]

  init(_ reader: inout GroupReader) throws {
    let start = reader.offset
    encryptionKey = try reader.vector()
    signatureKey = try reader.vector()
    guard GroupCrypto.isKey(encryptionKey), GroupCrypto.isKey(signatureKey) else { throw GroupRefusal.key }
    guard try reader.integer(UInt16.self) == 1 else { throw GroupRefusal.credential }
    var identity = try reader.inner()
    user = try identity.integer()
    guard identity.isAtEnd else { throw GroupRefusal.credential }
    // Versions, suites, extensions, proposals, credentials.
    var lists: [[UInt16]] = []
    for _ in 0..<5 {
      var inside = try reader.inner()
      var list: [UInt16] = []
      while !inside.isAtEnd { list.append(try inside.integer()) }
      lists.append(list)
    }
    guard lists[0].contains(1), lists[1].contains(2), lists[4].contains(1) else { throw GroupRefusal.capabilities }
    switch try reader.integer(UInt8.self) {
    case 1:
      source = .keyPackage
      guard try reader.integer(UInt64.self) == 0, try reader.integer(UInt64.self) == .max else {
        throw GroupRefusal.lifetime
      }
    case 3:
      source = .commit
      _ = try reader.vector()
    default: throw GroupRefusal.content
    }
    guard try reader.vector().isEmpty else { throw GroupRefusal.extensions }
    signed = reader.slice(since: start)
    signature = try reader.vector()
  }

  /// - Parameter group: where the leaf stands, for one that came in a commit.
  func isSigned(group: (id: [UInt8], leaf: UInt32)?) -> Bool {
    var writer = GroupWriter()
    writer.raw(signed)
    if let group {
      writer.vector(group.id)
      writer.integer(group.leaf)
    }
    return GroupCrypto.isSigned(writer.bytes, "LeafNodeTBS", by: signatureKey, signature)
  }
}
