internal import CSodium
public import PatchBase

/// XChaCha20-Poly1305 in the IETF form, from libsodium: keys of 32 bytes, nonces of 24, tags of 16. Allocates nothing
/// after `init`.
public struct XChaCha20Poly1305: ~Copyable {
  public static let keyCount = 32
  public static let nonceCount = 24
  public static let tagCount = 16
  private var key: Secret

  /// Copies a key of 32 bytes.
  public init(key: Span<UInt8>) throws(Fault) {
    guard key.count == XChaCha20Poly1305.keyCount else { throw .argument }
    // Chooses the fastest code for this machine, once; libsodium works without it too.
    guard sodium_init() >= 0 else { throw .internal }
    self.key = try Secret.copying(key)
  }

  /// Takes another key of 32 bytes.
  public mutating func setKey(_ key: Span<UInt8>) throws(Fault) {
    guard key.count == XChaCha20Poly1305.keyCount else { throw .argument }
    var target = self.key.mutableSpan
    target.copy(from: key)
  }

  /// Seals `bytes` in place and writes the 16 bytes of the tag to the start of `tag`.
  public mutating func seal(
    _ bytes: inout MutableSpan<UInt8>, nonce: Span<UInt8>, additional: Span<UInt8>, tag: inout MutableSpan<UInt8>
  ) throws(Fault) {
    guard nonce.count == XChaCha20Poly1305.nonceCount, tag.count >= XChaCha20Poly1305.tagCount else { throw .argument }
    unsafe key.span.withUnsafeBufferPointer { key in
      unsafe nonce.withUnsafeBufferPointer { nonce in
        unsafe additional.withUnsafeBufferPointer { additional in
          unsafe tag.withUnsafeMutableBufferPointer { tag in
            unsafe bytes.withUnsafeMutableBufferPointer { bytes in
              // The headers want an address even for nothing.
              let place = unsafe bytes.baseAddress ?? tag.baseAddress!
              _ = unsafe crypto_aead_xchacha20poly1305_ietf_encrypt_detached(
                place, tag.baseAddress!, nil, place, UInt64(bytes.count),
                additional.baseAddress, UInt64(additional.count), nil, nonce.baseAddress!, key.baseAddress!)
            }
          }
        }
      }
    }
  }

  /// Opens `bytes` in place. `Fault.auth` when the tag, of 16 bytes, does not fit; the bytes are then zeros.
  public mutating func open(
    _ bytes: inout MutableSpan<UInt8>, nonce: Span<UInt8>, additional: Span<UInt8>, tag: Span<UInt8>
  ) throws(Fault) {
    guard nonce.count == XChaCha20Poly1305.nonceCount, tag.count == XChaCha20Poly1305.tagCount else { throw .argument }
    let fits = unsafe key.span.withUnsafeBufferPointer { key in
      unsafe nonce.withUnsafeBufferPointer { nonce in
        unsafe additional.withUnsafeBufferPointer { additional in
          unsafe tag.withUnsafeBufferPointer { tag in
            unsafe bytes.withUnsafeMutableBufferPointer { bytes in
              let source = unsafe UnsafePointer(bytes.baseAddress) ?? tag.baseAddress!
              return unsafe crypto_aead_xchacha20poly1305_ietf_decrypt_detached(
                bytes.baseAddress, nil, source, UInt64(bytes.count), tag.baseAddress!,
                additional.baseAddress, UInt64(additional.count), nonce.baseAddress!, key.baseAddress!) == 0
            }
          }
        }
      }
    }
    guard fits else {
      bytes.fill(with: 0)
      throw .auth
    }
  }
}
