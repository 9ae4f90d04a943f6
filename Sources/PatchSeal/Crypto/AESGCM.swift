internal import CCrypto
public import PatchBase

/// AES-GCM (NIST SP 800-38D) with keys of 16 or 32 bytes, nonces of 12 bytes and tags of 8 to 16.
///
/// libcrypto's context is made once: new keys, sealing, opening and tags that do not fit allocate nothing.
@safe public struct AESGCM: ~Copyable {
  public static let nonceCount = 12
  private let context: OpaquePointer?  // nil where memory ran out, and the owner was not made
  /// Bytes of a key: 16 or 32.
  public let keyCount: Int

  /// A context that waits for its first key. `Fault.argument` for another length, `Fault.noMemory` when memory runs out.
  public init(keyCount: Int) throws(Fault) {
    var memory = Memory()
    if keyCount != 16, keyCount != 32 { memory.note(.argument) }
    self.init(keyCount, &memory)
    try memory.check()
  }

  /// The same for 16 or 32 bytes; `memory` is told when it runs out.
  @inline(never)
  init(_ keyCount: Int, _ memory: inout Memory) {
    self.keyCount = keyCount
    unsafe context = EVP_CIPHER_CTX_new()
    let cipher = unsafe keyCount == 16 ? EVP_aes_128_gcm() : EVP_aes_256_gcm()
    if unsafe context == nil || EVP_CipherInit_ex(context, cipher, nil, nil, nil, 1) != 1 { memory.note(.noMemory) }
  }

  /// A context with its first key, of 16 or 32 bytes.
  public static func keyed(_ key: Span<UInt8>) throws(Fault) -> AESGCM {
    var made = try AESGCM(keyCount: key.count)
    try made.setKey(key)
    return made
  }

  @inline(never) deinit { unsafe EVP_CIPHER_CTX_free(context) }  // wipes the key

  /// Takes another key of `keyCount` bytes; it is not kept elsewhere.
  public mutating func setKey(_ key: Span<UInt8>) throws(Fault) {
    guard key.count == keyCount else { throw .argument }
    let done = unsafe key.withUnsafeBufferPointer {
      unsafe EVP_CipherInit_ex(context, nil, nil, $0.baseAddress!, nil, 1) == 1
    }
    guard done else { throw .internal }
  }

  // MARK: In pieces

  /// Begins one message. The nonce has 12 bytes.
  public mutating func begin(sealing: Bool, nonce: Span<UInt8>) throws(Fault) {
    guard nonce.count == AESGCM.nonceCount else { throw .argument }
    let done = unsafe nonce.withUnsafeBufferPointer {
      unsafe EVP_CipherInit_ex(context, nil, nil, nil, $0.baseAddress!, sealing ? 1 : 0) == 1
    }
    guard done else { throw .internal }
  }

  /// Bytes of the message; without a target they are additional data.
  @unsafe private func feed(_ from: UnsafePointer<UInt8>?, _ count: Int, to: UnsafeMutablePointer<UInt8>?) -> Bool {
    var written: Int32 = 0
    return unsafe count == 0 || EVP_CipherUpdate(context, to, &written, from, Int32(clamping: count)) == 1
  }

  /// Writes the tag, or compares it with the one that is there.
  @unsafe private func end(sealing: Bool, _ tag: UnsafeMutablePointer<UInt8>, _ count: Int) -> Bool {
    var written: Int32 = 0
    let isSet = unsafe sealing || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(count), tag) == 1
    return unsafe isSet && EVP_CipherFinal_ex(context, tag, &written) == 1
      && (!sealing || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(count), tag) == 1)
  }

  /// Additional data, in as many pieces as there are, before the first `update`.
  public mutating func authenticate(_ bytes: Span<UInt8>) throws(Fault) {
    let done = unsafe bytes.withUnsafeBufferPointer { unsafe feed($0.baseAddress, $0.count, to: nil) }
    guard done else { throw .internal }
  }

  /// The next bytes of the message, from `source` to the start of `target`, which has room for them.
  public mutating func update(_ source: Span<UInt8>, into target: inout MutableSpan<UInt8>) throws(Fault) {
    precondition(target.count >= source.count, "a cipher writes as much as it reads")
    let done = unsafe source.withUnsafeBufferPointer { from in
      unsafe target.withUnsafeMutableBufferPointer { to in
        unsafe feed(from.baseAddress, from.count, to: to.baseAddress)
      }
    }
    guard done else { throw .internal }
  }

  /// Ends sealing: fills `tag`, of 8 to 16 bytes.
  public mutating func finish(tag: inout MutableSpan<UInt8>) throws(Fault) {
    guard tag.count >= 8, tag.count <= 16 else { throw .argument }
    let done = unsafe tag.withUnsafeMutableBufferPointer { unsafe end(sealing: true, $0.baseAddress!, $0.count) }
    guard done else { throw .internal }
  }

  /// Ends opening: `Fault.auth` when the tag, of 8 to 16 bytes, does not fit; what was opened is then not to be used.
  public mutating func verify(tag: Span<UInt8>) throws(Fault) {
    guard tag.count >= 8, tag.count <= 16 else { throw .argument }
    // libcrypto asks for memory that it could write to.
    var expected = InlineArray<16, UInt8>(repeating: 0)
    var copy = expected.mutableSpan
    copy.copy(from: tag)
    let fits = unsafe copy.withUnsafeMutableBufferPointer {
      unsafe end(sealing: false, $0.baseAddress!, tag.count)
    }
    guard fits else { throw .auth }
  }

  // MARK: A packet

  /// Seals `body` of a packet in place, whose first `header` bytes are additional data, and writes a tag of 16 bytes
  /// behind it; or opens it, and on `Fault.auth` the body is zeros.
  public mutating func run(
    sealing: Bool, packet: inout MutableSpan<UInt8>, header: Int, body: Range<Int>, nonce: Span<UInt8>
  ) throws(Fault) {
    precondition(header <= body.lowerBound && packet.count - body.upperBound >= 16, "the tag is behind the body")
    try begin(sealing: sealing, nonce: nonce)
    let done = unsafe packet.withUnsafeMutableBufferPointer { bytes in
      let start = bytes.baseAddress!
      let text = unsafe start + body.lowerBound
      return unsafe feed(start, header, to: nil) && feed(text, body.count, to: text)
        && end(sealing: sealing, start + body.upperBound, 16)
    }
    guard done else {
      var text = packet.window(body)
      text.fill(with: 0)
      throw sealing ? .internal : .auth
    }
  }
}

// One owner, no sharing: moving it to another thread moves everything.
extension AESGCM: @unchecked Sendable {}
