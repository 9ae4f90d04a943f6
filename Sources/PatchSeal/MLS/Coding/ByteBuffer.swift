internal import PatchBase

/// Bytes of a message in the making, in memory that grows with them and is wiped when it is given up.
///
/// Memory that runs out is remembered and thrown by `check()`, so that a message is written without a check a line.
struct ByteBuffer: ~Copyable {
  private var store: Secret
  /// How many bytes there are.
  private(set) var count = 0
  private var isShort = false

  /// `Fault.noMemory` when memory runs out.
  init(room: Int = 256) throws(Fault) {
    var memory = Memory()
    self.init(room: room, &memory)
    try memory.check()
  }

  /// The same; `memory` is told when it runs out.
  init(room: Int = 256, _ memory: inout Memory) { store = Secret(room, &memory) }

  /// The bytes so far.
  var span: Span<UInt8> {
    @_lifetime(borrow self)
    @inline(never)
    borrowing get { store.span.part(0..<count) }
  }

  /// Throws if some of the bytes found no memory.
  borrowing func check() throws(Fault) {
    if isShort { throw .noMemory }
  }

  /// Forgets the bytes and keeps the memory.
  mutating func clear() { restore(0) }

  /// The same, and nothing is left of them.
  mutating func wipe() {
    store.wipe()
    clear()
  }

  /// Goes back to fewer bytes, and forgets that more found no memory.
  mutating func restore(_ earlier: Int) {
    count = earlier
    isShort = false
  }

  /// Takes bytes out of the middle.
  mutating func cut(_ range: Range<Int>) {
    let end = count
    var all = store.mutableSpan
    for i in range.upperBound..<end { all[i - range.count] = all[i] }
    count -= range.count
  }

  /// `length` more bytes of zero; false when there is no memory for them.
  @inline(never)
  private mutating func extend(_ length: Int) -> Bool {
    if isShort { return false }
    if store.count - count < length {
      guard var grown = try? Secret(count: max(2 * store.count, count + length)) else {
        isShort = true
        return false
      }
      var target = grown.mutableSpan
      target.copy(from: span)
      store = grown
    }
    count += length
    return true
  }

  @inline(never)
  mutating func byte(_ value: UInt8) { big(UInt64(value), 1) }

  /// `width` (1 to 8) bytes, most significant first.
  @inline(never)
  mutating func big(_ value: UInt64, _ width: Int) {
    guard extend(width) else { return }
    let last = count - 1
    var target = store.mutableSpan
    for i in 0..<width { target[last - i] = UInt8(truncatingIfNeeded: value >> UInt64(8 * i)) }
  }

  @inline(never)
  mutating func append(_ bytes: Span<UInt8>) {
    guard extend(bytes.count) else { return }
    let end = count
    var all = store.mutableSpan
    var target = all.window(end - bytes.count..<end)
    target.copy(from: bytes)
  }

  @inline(never)
  mutating func vectorLength(_ length: Int) { append(VectorHead(length).span) }

  @inline(never)
  mutating func vector(_ bytes: Span<UInt8>) {
    vectorLength(bytes.count)
    append(bytes)
  }

  /// Makes what was written since the count was `start` a vector.
  @inline(never)
  mutating func close(_ start: Int) {
    let length = count - start
    let head = VectorHead(max(length, 0))
    guard extend(head.count) else { return }
    var all = store.mutableSpan
    for i in stride(from: length - 1, through: 0, by: -1) { all[start + head.count + i] = all[start + i] }
    var target = all.window(start..<start + head.count)
    target.copy(from: head.span)
  }

  /// A part of a row of bytes. (A span of one of its fields keeps an owner from changing another.)
  @inline(never)
  mutating func append(_ row: borrowing Block<UInt8>, _ range: Range<Int>) { append(row.span.part(range)) }

  /// A vector with the public key of a pair.
  mutating func publicKey(of pair: borrowing Secret) { vector(pair.publicKey) }

  /// Seals all from `start` on in place with the nonce at hand, with the tag behind it.
  @inline(never)
  mutating func seal(from start: Int, _ cipher: inout AESGCM, _ vault: borrowing Secret) throws(Fault) {
    let end = count
    guard extend(16) else { throw .noMemory }
    try run(sealing: true, start..<end, &cipher, vault)
  }

  /// Seals or opens a part in place, behind which its tag is.
  @inline(never)
  private mutating func run(
    sealing: Bool, _ text: Range<Int>, _ cipher: inout AESGCM, _ vault: borrowing Secret
  ) throws(Fault) {
    var all = store.mutableSpan
    var packet = all.window(text.lowerBound..<text.upperBound + 16)
    try cipher.run(sealing: sealing, packet: &packet, header: 0, body: 0..<text.count, nonce: vault.nonce)
  }

  /// Opens all that there is in place. `Fault.auth` when it was sealed otherwise.
  mutating func open(_ cipher: inout AESGCM, _ vault: borrowing Secret) throws(Fault) {
    let text = count - 16
    guard text >= 0 else { throw .malformed }
    try run(sealing: false, 0..<text, &cipher, vault)
    count = text
  }
}
