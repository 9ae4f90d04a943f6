internal import PatchBase

/// A group's context (RFC 9420 section 8.1) as it is signed and hashed.
struct GroupContext: ~Copyable {
  private struct Fields {
    var group = 0..<0
    var epoch: UInt64 = 0
    var treeHash = Digest()
    var confirmed: Digest?
    var extensions = 0..<0
  }

  private var store: ByteBuffer
  private var fields = Fields()

  /// Room for one.
  init(_ memory: inout Memory) { store = ByteBuffer(&memory) }

  var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { store.span }
  }

  /// What of the bytes is the group's id.
  var group: Range<Int> { fields.group }
  var epoch: UInt64 { fields.epoch }
  var treeHash: Digest { fields.treeHash }
  /// Nil before the first commit.
  var confirmed: Digest? { fields.confirmed }
  /// What of the bytes is extensions, without their length.
  var extensions: Range<Int> { fields.extensions }

  @inline(never)
  mutating func write(
    group: Span<UInt8>, epoch: UInt64, treeHash: Digest, confirmed: Digest?, extensions: Span<UInt8>
  ) throws(Fault) {
    store.clear()
    store.big(1, 2)
    store.big(CipherSuite.number, 2)
    store.vector(group)
    store.big(epoch, 8)
    store.vector(treeHash.span)
    if let confirmed { store.vector(confirmed.span) } else { store.byte(0) }
    store.vector(extensions)
    try store.check()
    var reader = MLSReader(store.span)
    let made = GroupContext.read(&reader)
    try reader.finish()
    fields = made
  }

  /// The next epoch of the group that `other` is of, with another tree.
  mutating func follow(_ other: borrowing GroupContext, _ treeHash: Digest, confirmed: Digest?) throws(Fault) {
    try write(
      group: other.bytes.part(other.group), epoch: other.epoch + 1, treeHash: treeHash, confirmed: confirmed,
      extensions: other.bytes.part(other.extensions))
  }

  @_lifetime(reader: copy reader)
  @inline(never)
  private static func read(_ reader: inout MLSReader) -> Fields {
    var fields = Fields()
    reader.expect(1, 2, .version)
    reader.expect(CipherSuite.number, 2, .version)
    fields.group = reader.vector()
    fields.epoch = reader.number(8)
    fields.treeHash = reader.digest()
    let start = reader.offset
    let hash = reader.vector()
    if !hash.isEmpty {
      var again = MLSReader(reader.bytes, in: start..<reader.offset)
      fields.confirmed = again.digest()
      if hash.count != Digest.byteCount { reader.fail() }
    }
    fields.extensions = reader.vector()
    return fields
  }

  /// Becomes a copy of the context that is read next.
  @_lifetime(reader: copy reader)
  mutating func copy(_ reader: inout MLSReader) throws(Fault) {
    let start = reader.offset
    fields = GroupContext.read(&reader)
    store.clear()
    store.append(reader.bytes.part(start..<reader.offset))
    try store.check()
  }

  @inline(never) deinit {}
}
