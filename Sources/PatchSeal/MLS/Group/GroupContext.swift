internal import PatchBase

/// A group's context (RFC 9420 section 8.1) as it is signed and hashed.
struct GroupContext: ~Copyable {
  private let store: ByteBuffer
  let group: Range<Int>
  let epoch: UInt64
  let treeHash: Digest
  /// Nil before the first commit.
  let confirmed: Digest?
  /// The extensions, without their length.
  let extensions: Range<Int>

  var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { store.span }
  }

  static func make(
    group: Span<UInt8>, epoch: UInt64, treeHash: Digest, confirmed: Digest?, extensions: Span<UInt8>
  ) throws(Fault) -> GroupContext {
    var bytes = try ByteBuffer(room: 128 + group.count + extensions.count)
    bytes.big(1, 2)
    bytes.big(CipherSuite.number, 2)
    bytes.vector(group)
    bytes.big(epoch, 8)
    bytes.vector(treeHash.span)
    if let confirmed { bytes.vector(confirmed.span) } else { bytes.vector(Span()) }
    bytes.vector(extensions)
    try bytes.check()
    return try GroupContext(bytes)
  }

  /// True when these are its extensions.
  func has(_ expected: borrowing ByteBuffer) -> Bool {
    ConstantTime.equal(bytes.window(extensions), expected.span)
  }

  /// The same group with another tree: one epoch on, unless told.
  borrowing func next(_ treeHash: Digest, confirmed: Digest?) throws(Fault) -> GroupContext {
    try GroupContext.make(
      group: bytes.window(group), epoch: epoch + 1, treeHash: treeHash, confirmed: confirmed,
      extensions: bytes.window(extensions))
  }

  private init(_ bytes: consuming ByteBuffer) throws(Fault) {
    let fields = try Fields(bytes.span)
    group = fields.group
    epoch = fields.epoch
    treeHash = fields.treeHash
    confirmed = fields.confirmed
    extensions = fields.extensions
    store = bytes
  }

  private struct Fields {
    let group: Range<Int>
    let epoch: UInt64
    let treeHash: Digest
    let confirmed: Digest?
    let extensions: Range<Int>
    let end: Int

    init(_ bytes: Span<UInt8>) throws(Fault) {
      var reader = ByteReader(bytes)
      guard try reader.number(2) == 1, try reader.number(2) == CipherSuite.number else { throw .mls(.version) }
      group = try reader.vector()
      epoch = try reader.number(8)
      treeHash = try reader.digest()
      let hash = try reader.vector()
      confirmed = hash.isEmpty ? nil : try Digest(bytes.window(hash))
      extensions = try reader.vector()
      end = reader.offset
    }
  }

  /// A copy of the context at the start of `bytes`.
  static func read(_ bytes: Span<UInt8>) throws(Fault) -> GroupContext {
    let count = try Fields(bytes).end
    var copy = try ByteBuffer(room: count)
    copy.append(bytes.window(0..<count))
    return try GroupContext(copy)
  }

  /// The content of the external_senders extension that names one sender, as an op 25 does; with the extension's head.
  static func externalSenders(_ sender: Span<UInt8>) throws(Fault) -> ByteBuffer {
    var bytes = try ByteBuffer(room: sender.count + 16)
    bytes.vector(sender)
    bytes.close(0)
    var all = try ByteBuffer(room: sender.count + 16)
    all.big(5, 2)
    all.append(bytes.span)
    return all
  }

  @inline(never) deinit {}
}
