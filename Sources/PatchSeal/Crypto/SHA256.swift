internal import CSodium
internal import PatchBase

/// SHA-256 (FIPS 180-4) over bytes that come in pieces. Allocates nothing; its state is wiped at the end.
@safe public struct SHA256: ~Copyable {
  private var state: crypto_hash_sha256_state

  @inline(never)
  public init() {
    state = crypto_hash_sha256_state()
    _ = unsafe crypto_hash_sha256_init(&state)
  }

  /// The next bytes.
  @inline(never)
  public mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { source in
      guard !source.isEmpty else { return }
      _ = unsafe crypto_hash_sha256_update(&state, source.baseAddress!, UInt64(source.count))
    }
  }

  /// Writes the 32 bytes of the hash to the start of `out`, wipes the state and begins anew.
  public mutating func finish(into out: inout MutableSpan<UInt8>) {
    precondition(out.count >= 32, "a hash has 32 bytes")
    // libsodium wipes the state here.
    unsafe out.withUnsafeMutableBufferPointer { _ = unsafe crypto_hash_sha256_final(&state, $0.baseAddress!) }
    _ = unsafe crypto_hash_sha256_init(&state)
  }

  /// The hash as a value.
  public mutating func finish() -> Digest {
    var digest = Digest()
    var out = digest.mutableSpan
    finish(into: &out)
    return digest
  }

  /// The hash of one row of bytes.
  public static func hash(_ bytes: Span<UInt8>) -> Digest {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finish()
  }
}
