internal import CSodium
internal import PatchBase

/// HMAC-SHA-256 (RFC 2104) over bytes that come in pieces, with a key of any length. Allocates nothing.
@safe public struct HMAC: ~Copyable {
  private var state: crypto_auth_hmacsha256_state

  @inline(never)
  public init(key: Span<UInt8>) {
    state = crypto_auth_hmacsha256_state()
    restart(key: key)
  }

  private mutating func restart(key: Span<UInt8>) {
    unsafe key.withUnsafeBufferPointer { source in
      var nothing: UInt8 = 0
      if let start = source.baseAddress {
        _ = unsafe crypto_auth_hmacsha256_init(&state, start, source.count)
      } else {
        _ = unsafe crypto_auth_hmacsha256_init(&state, &nothing, 0)
      }
    }
  }

  /// The next bytes.
  @inline(never)
  public mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { source in
      guard !source.isEmpty else { return }
      _ = unsafe crypto_auth_hmacsha256_update(&state, source.baseAddress!, UInt64(source.count))
    }
  }

  /// One byte more.
  public mutating func update(byte: UInt8) {
    var byte = byte
    _ = unsafe crypto_auth_hmacsha256_update(&state, &byte, 1)
  }

  /// Writes the 32 bytes of the code to the start of `out` and wipes the state; nothing may follow.
  @inline(never)
  public mutating func finish(into out: inout MutableSpan<UInt8>) {
    precondition(out.count >= 32, "a code has 32 bytes")
    unsafe out.withUnsafeMutableBufferPointer { _ = unsafe crypto_auth_hmacsha256_final(&state, $0.baseAddress!) }
    unsafe withUnsafeMutableBytes(of: &state) { unsafe sodium_memzero($0.baseAddress, $0.count) }
  }

  /// The code of one row of bytes, 32 bytes to the start of `out`.
  public static func code(key: Span<UInt8>, _ bytes: Span<UInt8>, into out: inout MutableSpan<UInt8>) {
    var code = HMAC(key: key)
    code.update(bytes)
    code.finish(into: &out)
  }

  /// The code as a value, where it is no secret.
  mutating func digest() -> Digest {
    var digest = Digest()
    var out = digest.mutableSpan
    finish(into: &out)
    return digest
  }
}
