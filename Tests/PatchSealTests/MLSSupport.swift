import PatchBase
import Testing

@testable import PatchSeal

/// The gateway, as far as a group knows it: signs proposals to add and to remove.
struct Gateway: ~Copyable {
  let keys: KeyPair
  let group: [UInt8]

  init(channel: UInt64, _ suite: borrowing CipherSuite, from source: inout KeySource) throws {
    keys = try KeyPair.generate(suite, from: &source)
    group = big(channel, 8)
  }

  /// The body of an op 25.
  var sender: [UInt8] { vector(keys.publicKey.array) + [0, 1, 1, 0] }

  func add(_ package: [UInt8], epoch: UInt64, _ suite: borrowing CipherSuite) throws -> [UInt8] {
    try proposal([0, 1] + package, epoch, suite)
  }

  func remove(_ leaf: Int, epoch: UInt64, _ suite: borrowing CipherSuite) throws -> [UInt8] {
    try proposal([0, 3] + big(UInt64(leaf), 4), epoch, suite)
  }

  func proposal(_ body: [UInt8], _ epoch: UInt64, _ suite: borrowing CipherSuite, sender: [UInt8] = [2, 0, 0, 0, 0])
    throws
    -> [UInt8]
  {
    let content = [0, 1, 0, 1] + vector(group) + big(epoch, 8) + sender + [0, 2] + body
    var out = try ByteBuffer()
    try out.signature(PublicMessage.hash(content.span, Span()), keys, suite)
    return content + out.array
  }
}

func big(_ value: UInt64, _ width: Int) -> [UInt8] {
  (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * (width - 1 - $0))) }
}

func vector(_ bytes: [UInt8]) -> [UInt8] { VectorHead(bytes.count).array + bytes }

extension PublicKey {
  init(_ bytes: [UInt8]) throws { try self.init(bytes.span) }
}

extension MLSGroup {
  mutating func accept(_ message: [UInt8]) throws {
    let proposal = try check(proposal: message.span)
    try #require(proposal.count == message.count)
    try take(proposal, message.span)
  }

  mutating func checked(_ message: [UInt8]) throws -> CheckedProposal { try check(proposal: message.span) }
  mutating func processed(_ commit: [UInt8]) throws -> CommitOutcome { try process(commit: commit.span) }
  mutating func revoked(_ reference: [UInt8]) -> Bool { revoke(reference.span) }

  static func joined(
    _ welcome: [UInt8], _ id: UInt64, _ sender: [UInt8], _ package: borrowing OwnKeyPackage,
    _ limits: MLSLimits = MLSLimits()
  ) throws -> MLSGroup {
    try join(welcome: welcome.span, id: id, externalSender: sender.span, package: package, limits: limits)
  }

  var message: [UInt8] { pendingMessage.array }
  var pendingCommit: [UInt8] { Array(message[..<pendingCommitCount]) }
  var pendingWelcome: [UInt8] { Array(message[pendingCommitCount...]) }

  /// What all members of an epoch have in common.
  func common() throws -> [UInt8] {
    let label: StaticString = "Discord Secure Frames v0"
    let user: [UInt8] = [7]
    let secret = try filled(16) { try export(label: label.bytes, context: user.span, into: &$0) }
    return try current.context.array + epochAuthenticator().array + secret + current.interim.array
  }
}

/// What `body` is refused for; nil when it is not.
func cause(_ body: () throws -> Void) -> MLSCause? {
  do {
    try body()
    return nil
  } catch let fault as Fault {
    return fault.mlsCause
  } catch {
    Issue.record("\(error)")
    return nil
  }
}

// The compiler stumbles over the span of a value that nobody owns.
extension Secret {
  var array: [UInt8] { span.array }
}
extension Digest {
  var array: [UInt8] { span.array }
}
extension PublicKey {
  var array: [UInt8] { span.array }
}
extension VectorHead {
  var array: [UInt8] { span.array }
}
extension ByteBuffer {
  var array: [UInt8] { span.array }
}
extension EpochSecrets {
  init() throws(Fault) {
    var memory = Memory()
    self.init(&memory)
    try memory.check()
  }
}
extension GroupContext {
  init() throws(Fault) {
    var memory = Memory()
    self.init(&memory)
    try memory.check()
  }

  var array: [UInt8] { bytes.array }
}
extension OwnKeyPackage {
  var array: [UInt8] { bytes.array }
}
extension KeyPair {
  /// The private key.
  var secret: [UInt8] { privateKey.array }
}
extension PublicMessage {
  static func read(_ bytes: Span<UInt8>) throws(Fault) -> PublicMessage {
    var message = PublicMessage()
    try message.read(bytes)
    return message
  }
}
extension RatchetTree {
  static func read(_ bytes: Span<UInt8>, _ limits: MLSLimits) throws(Fault) -> RatchetTree {
    var tree = try RatchetTree(leaves: 1, leafRoom: limits.leafBytes)
    try tree.read(bytes, limits)
    return tree
  }

  /// The same tree in memory of its own.
  func copied() throws -> RatchetTree {
    var made = try RatchetTree(leaves: width, leafRoom: leafRoom)
    try made.copy(self)
    made.computeHashes()
    return made
  }
}
extension GroupContext {
  static func read(_ bytes: Span<UInt8>) throws(Fault) -> GroupContext {
    var reader = MLSReader(bytes)
    var context = try GroupContext()
    try context.copy(&reader)
    try reader.check()
    return context
  }

  static func make(
    group: Span<UInt8>, epoch: UInt64, treeHash: Digest, confirmed: Digest?, extensions: Span<UInt8>
  ) throws(Fault) -> GroupContext {
    var context = try GroupContext()
    try context.write(group: group, epoch: epoch, treeHash: treeHash, confirmed: confirmed, extensions: extensions)
    return context
  }
}
extension HKDF {
  /// MLS's DeriveSecret.
  static func derive(_ secret: [UInt8], _ label: StaticString, _ context: [UInt8] = []) -> [UInt8] {
    filled(32) { expand(secret.span, label: label, context: context.span, into: &$0) }
  }
}
extension CipherSuite {
  /// Opens an HPKECiphertext.
  mutating func opened(
    _ text: [UInt8], sent: [UInt8], by pair: borrowing KeyPair, _ info: HPKEInfo
  ) throws(Fault) -> [UInt8] {
    vault.put(pair.bytes, 0)
    try open(text.span, sent: sent.span, info)
    return work.array
  }

  /// The keys that come from a path's secret: private, public.
  mutating func pathPair(_ secret: [UInt8]) throws -> (secret: [UInt8], key: [UInt8]) {
    let node = HKDF.derive(secret, "node")
    try derivePair(node.span)
    return (vault.slot(0).array, vault.publicKey.array)
  }
}
extension Epoch {
  /// Whether the private key that is kept of a level fits its node; nil when none is.
  borrowing func keyFits(_ level: Int, _ suite: borrowing CipherSuite) throws -> Bool? {
    guard keys.knows(level) else { return nil }
    let pair = try KeyPair.of(keys.privateKey(level), suite)
    return pair.publicKey.array == tree.key(TreeMath.ancestor(of: keys.place, level)).array
  }

  /// What is kept as the private key of a level.
  borrowing func secret(_ level: Int) -> [UInt8]? { keys.knows(level) ? keys.privateKey(level).array : nil }
}
extension EpochSecrets {
  /// After an epoch's initial secret and a commit's.
  static func after(_ initial: [UInt8], commit: [UInt8], _ context: Span<UInt8>) throws -> EpochSecrets {
    var made = try EpochSecrets()
    made.beginPath(commit.span)
    made.follow(initial.span, context)
    return made
  }

  static func of(_ epoch: [UInt8]) throws -> EpochSecrets {
    var made = try EpochSecrets()
    made.found(epoch.span)
    return made
  }

  /// Initial, confirmation, membership, exporter, authenticator; joiner, member, epoch.
  var array: [[UInt8]] {
    let all = self.all.array
    return (0..<8).map { Array(all[32 * $0..<32 * $0 + 32]) }
  }
}
