internal import CCrypto
public import PatchBase

/// AES-GCM (NIST SP 800-38D) with keys of 16 or 32 bytes, nonces of 12 bytes and tags of 8 to 16.
///
/// libcrypto's context is made once: new keys, sealing, opening and tags that do not fit allocate nothing.
@safe public struct AESGCM: ~Copyable {
  public static let nonceCount = 12
  private let context: OpaquePointer
  /// Bytes of a key: 16 or 32.
  public let keyCount: Int

  /// A context that waits for its first key. `Fault.argument` for another length, `Fault.noMemory` when memory runs out.
  public init(keyCount: Int) throws(Fault) {
    guard keyCount == 16 || keyCount == 32 else { throw .argument }
    guard let made = unsafe EVP_CIPHER_CTX_new() else { throw .noMemory }
    let cipher = unsafe keyCount == 16 ? EVP_aes_128_gcm() : EVP_aes_256_gcm()
    guard unsafe EVP_CipherInit_ex(made, cipher, nil, nil, nil, 1) == 1 else {
      unsafe EVP_CIPHER_CTX_free(made)
      throw .noMemory
    }
    self.keyCount = keyCount
    unsafe context = made
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

  /// Additional data, in as many pieces as there are, before the first `update`.
  public mutating func authenticate(_ bytes: Span<UInt8>) throws(Fault) {
    guard !bytes.isEmpty else { return }
    var written: Int32 = 0
    let done = unsafe bytes.withUnsafeBufferPointer {
      unsafe EVP_CipherUpdate(context, nil, &written, $0.baseAddress!, Int32(clamping: $0.count)) == 1
    }
    guard done else { throw .internal }
  }

  /// The next bytes of the message, changed in place.
  public mutating func update(_ bytes: inout MutableSpan<UInt8>) throws(Fault) {
    guard !bytes.isEmpty else { return }
    var written: Int32 = 0
    let done = unsafe bytes.withUnsafeMutableBufferPointer {
      unsafe EVP_CipherUpdate(context, $0.baseAddress!, &written, $0.baseAddress!, Int32(clamping: $0.count)) == 1
    }
    guard done else { throw .internal }
  }

  /// The next bytes of the message, from `source` to the start of `target`, which has room for them.
  public mutating func update(_ source: Span<UInt8>, into target: inout MutableSpan<UInt8>) throws(Fault) {
    precondition(target.count >= source.count, "a cipher writes as much as it reads")
    guard !source.isEmpty else { return }
    var written: Int32 = 0
    let done = unsafe source.withUnsafeBufferPointer { from in
      unsafe target.withUnsafeMutableBufferPointer { to in
        unsafe EVP_CipherUpdate(context, to.baseAddress!, &written, from.baseAddress!, Int32(clamping: from.count)) == 1
      }
    }
    guard done else { throw .internal }
  }

  /// Ends sealing: fills `tag`, of 8 to 16 bytes.
  public mutating func finish(tag: inout MutableSpan<UInt8>) throws(Fault) {
    var nothing = InlineArray<16, UInt8>(repeating: 0)
    var out = nothing.mutableSpan
    let done = unsafe out.withUnsafeMutableBufferPointer { rest in
      unsafe tag.withUnsafeMutableBufferPointer { tag in
        var written: Int32 = 0
        return unsafe EVP_CipherFinal_ex(context, rest.baseAddress!, &written) == 1
          && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), tag.baseAddress!) == 1
      }
    }
    guard done else { throw .internal }
  }

  /// Ends opening: `Fault.auth` when the tag, of 8 to 16 bytes, does not fit; what was opened is then not to be used.
  public mutating func verify(tag: Span<UInt8>) throws(Fault) {
    guard tag.count >= 8, tag.count <= 16 else { throw .argument }
    // libcrypto asks for memory that it could write to.
    var expected = InlineArray<16, UInt8>(repeating: 0)
    var copy = expected.mutableSpan
    copy.copy(from: tag)
    let fits = unsafe copy.withUnsafeMutableBufferPointer { given in
      var written: Int32 = 0
      return unsafe EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), given.baseAddress!) == 1
        && EVP_CipherFinal_ex(context, given.baseAddress!, &written) == 1
    }
    guard fits else { throw .auth }
  }

  // MARK: At once

  /// Seals `bytes` in place and fills `tag`.
  public mutating func seal(
    _ bytes: inout MutableSpan<UInt8>, nonce: Span<UInt8>, additional: Span<UInt8>, tag: inout MutableSpan<UInt8>
  ) throws(Fault) {
    try begin(sealing: true, nonce: nonce)
    try authenticate(additional)
    try update(&bytes)
    try finish(tag: &tag)
  }

  /// Opens `bytes` in place. On `Fault.auth` they are zeros.
  public mutating func open(
    _ bytes: inout MutableSpan<UInt8>, nonce: Span<UInt8>, additional: Span<UInt8>, tag: Span<UInt8>
  ) throws(Fault) {
    try begin(sealing: false, nonce: nonce)
    try authenticate(additional)
    try update(&bytes)
    do {
      try verify(tag: tag)
    } catch {
      bytes.fill(with: 0)
      throw error
    }
  }

  // MARK: A packet

  /// Seals `body` of a packet in place, whose first `header` bytes are additional data, and writes a tag of 16 bytes
  /// behind it.
  mutating func seal(
    packet: inout MutableSpan<UInt8>, header: Int, body: Range<Int>, nonce: Span<UInt8>
  ) throws(Fault) {
    precondition(header <= body.lowerBound && packet.count - body.upperBound >= 16, "a tag fits behind the body")
    try begin(sealing: true, nonce: nonce)
    var written: Int32 = 0
    let done = unsafe packet.withUnsafeMutableBufferPointer { bytes in
      let start = bytes.baseAddress!
      let text = unsafe start + body.lowerBound, end = unsafe start + body.upperBound
      return unsafe EVP_CipherUpdate(context, nil, &written, start, Int32(clamping: header)) == 1
        && EVP_CipherUpdate(context, text, &written, text, Int32(clamping: body.count)) == 1
        && EVP_CipherFinal_ex(context, end, &written) == 1
        && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, end) == 1
    }
    guard done else { throw .internal }
  }

  /// Opens such a packet in place; on `Fault.auth` its body is zeros.
  mutating func open(
    packet: inout MutableSpan<UInt8>, header: Int, body: Range<Int>, nonce: Span<UInt8>
  ) throws(Fault) {
    precondition(header <= body.lowerBound && packet.count - body.upperBound >= 16, "a tag stands behind the body")
    try begin(sealing: false, nonce: nonce)
    var written: Int32 = 0
    let done = unsafe packet.withUnsafeMutableBufferPointer { bytes in
      let start = bytes.baseAddress!
      let text = unsafe start + body.lowerBound, end = unsafe start + body.upperBound
      return unsafe EVP_CipherUpdate(context, nil, &written, start, Int32(clamping: header)) == 1
        && EVP_CipherUpdate(context, text, &written, text, Int32(clamping: body.count)) == 1
        && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, end) == 1
        && EVP_CipherFinal_ex(context, end, &written) == 1
    }
    guard done else {
      var text = packet.window(body)
      text.fill(with: 0)
      throw .auth
    }
  }
}

// One owner, no sharing: moving it to another thread moves everything.
extension AESGCM: @unchecked Sendable {}
