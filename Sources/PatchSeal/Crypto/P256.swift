internal import CCrypto
internal import PatchBase

/// The curve P-256: key agreement, and ECDSA over SHA-256 with signatures in DER (FIPS 186, SEC 1). Private keys have 32
/// bytes. What is made with it may allocate inside libcrypto.
@safe public struct P256: ~Copyable {
  static let privateCount = 32
  /// The longest signature.
  static let signatureRoom = 72
  // Nil where memory ran out, and the owner was not made.
  private let group: OpaquePointer?
  private let work: OpaquePointer?

  /// `memory` is told when it runs out.
  init(_ memory: inout Memory) {
    unsafe group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)
    unsafe work = BN_CTX_new()
    if unsafe group == nil || work == nil { memory.note(.noMemory) }
  }

  @inline(never) deinit {
    unsafe BN_CTX_free(work)
    unsafe EC_GROUP_free(group)
  }

  /// Puts a new pair to the start of `room`: the private key, and behind it the public key. `Fault.internal` when the
  /// source fails.
  borrowing func generate(_ source: inout KeySource, into room: inout Secret) throws(Fault) {
    // One number in 2^32 is not below the order; a source that keeps giving such numbers is broken.
    for _ in 0..<8 {
      var all = room.mutableSpan
      var number = all.window(0..<P256.privateCount)
      try source.fill(&number)
      if try complete(&room) { return }
    }
    throw .internal
  }

  /// Puts the public key behind the private key at the start of `room`. False for a number that is no key.
  @inline(never)
  borrowing func complete(_ room: inout Secret) throws(Fault) -> Bool {
    var key = PublicKey()
    var out = key.mutableSpan
    guard try unsafe multiply(room.slot(0), nil, into: &out) else { return false }
    room.put(key.span, 1)
    return true
  }

  /// The x coordinate, 32 bytes, of the point that both sides reach. `Fault.malformed` for a point off the curve.
  borrowing func agree(_ privateKey: Span<UInt8>, with other: Span<UInt8>, into out: inout Digest) throws(Fault) {
    let point = try unsafe point(other)
    defer { unsafe EC_POINT_free(point) }
    var both = PublicKey()
    var bytes = both.mutableSpan
    guard try unsafe multiply(privateKey, point, into: &bytes) else { throw .argument }
    var target = out.mutableSpan
    target.copy(from: bytes.span.window(1..<33))
    ConstantTime.wipe(&bytes)
  }

  /// `Fault.malformed` for a point off the curve.
  @inline(never)
  borrowing func check(_ key: Span<UInt8>) throws(Fault) {
    let point = try unsafe point(key)
    unsafe EC_POINT_free(point)
  }

  private borrowing func point(_ key: Span<UInt8>) throws(Fault) -> OpaquePointer {
    guard let point = unsafe EC_POINT_new(group) else { throw .noMemory }
    let isOnCurve = unsafe key.withUnsafeBufferPointer {
      unsafe $0.count == PublicKey.byteCount && EC_POINT_oct2point(group, point, $0.baseAddress!, $0.count, work) == 1
    }
    guard isOnCurve else {
      unsafe EC_POINT_free(point)
      throw .malformed
    }
    return unsafe point
  }

  /// `point` (without one, the base point) times a private key, in `out` as a public key is written. False for a number
  /// that is no key.
  private borrowing func multiply(
    _ privateKey: Span<UInt8>, _ point: OpaquePointer?, into out: inout MutableSpan<UInt8>
  ) throws(Fault) -> Bool {
    precondition(privateKey.count == P256.privateCount, "a private key has 32 bytes")
    let number = unsafe privateKey.withUnsafeBufferPointer { unsafe BN_bin2bn($0.baseAddress!, 32, nil) }
    guard let number = unsafe number else { throw .noMemory }
    defer { unsafe BN_clear_free(number) }
    unsafe BN_set_flags(number, BN_FLG_CONSTTIME)
    guard unsafe BN_is_zero(number) == 0, unsafe BN_cmp(number, EC_GROUP_get0_order(group)) < 0 else { return false }
    guard let product = unsafe EC_POINT_new(group) else { throw .noMemory }
    defer { unsafe EC_POINT_clear_free(product) }
    let done =
      unsafe point == nil
      ? unsafe EC_POINT_mul(group, product, number, nil, nil, work)
      : unsafe EC_POINT_mul(group, product, nil, point, number, work)
    guard done == 1 else { throw .noMemory }
    let length = unsafe out.withUnsafeMutableBufferPointer {
      unsafe EC_POINT_point2oct(group, product, POINT_CONVERSION_UNCOMPRESSED, $0.baseAddress!, $0.count, work)
    }
    guard length == PublicKey.byteCount else { throw .internal }
    return true
  }

  // MARK: Signatures

  /// Signs a hash with a pair of 97 bytes: writes the signature to the start of `out`, which has 72 bytes, and returns its
  /// length.
  borrowing func sign(_ digest: Digest, _ pair: borrowing Secret, into out: inout MutableSpan<UInt8>) throws(Fault)
    -> Int
  {
    precondition(out.count >= P256.signatureRoom, "a signature fits its room")
    precondition(pair.count == KeyPair.byteCount, "a pair has 97 bytes")
    let key = unsafe pair.span.withUnsafeBufferPointer { both in
      let start = both.baseAddress!
      return unsafe ccrypto_p256(start + P256.privateCount, start)
    }
    guard let key = unsafe key else { throw .noMemory }
    defer { unsafe EVP_PKEY_free(key) }
    guard let signer = unsafe EVP_PKEY_CTX_new(key, nil) else { throw .noMemory }
    defer { unsafe EVP_PKEY_CTX_free(signer) }
    var length = out.count
    let done = unsafe digest.span.withUnsafeBufferPointer { hash in
      unsafe out.withUnsafeMutableBufferPointer {
        unsafe EVP_PKEY_sign_init(signer) == 1
          && EVP_PKEY_sign(signer, $0.baseAddress!, &length, hash.baseAddress!, hash.count) == 1
      }
    }
    // Out of memory, libcrypto says that it signed and that the signature has 2^32 − 1 bytes.
    guard done, length > 0, length <= out.count else { throw .internal }
    return length
  }

  /// `Fault.auth` for a signature that does not fit the hash, and for a point off the curve.
  borrowing func verify(_ signature: Span<UInt8>, _ digest: Digest, by signer: Span<UInt8>) throws(Fault) {
    guard signer.count == PublicKey.byteCount else { throw .auth }
    let key = unsafe signer.withUnsafeBufferPointer { unsafe ccrypto_p256($0.baseAddress!, nil) }
    guard let key = unsafe key else { throw .auth }
    defer { unsafe EVP_PKEY_free(key) }
    guard let verifier = unsafe EVP_PKEY_CTX_new(key, nil) else { throw .noMemory }
    defer { unsafe EVP_PKEY_CTX_free(verifier) }
    let fits = unsafe digest.span.withUnsafeBufferPointer { hash in
      unsafe signature.withUnsafeBufferPointer {
        unsafe !$0.isEmpty && EVP_PKEY_verify_init(verifier) == 1
          && EVP_PKEY_verify(verifier, $0.baseAddress!, $0.count, hash.baseAddress!, hash.count) == 1
      }
    }
    // libcrypto keeps a list of what it did not like.
    if !fits { ERR_clear_error() }
    guard fits else { throw .auth }
  }
}

// One owner, no sharing: moving it to another thread moves everything.
extension P256: @unchecked Sendable {}
