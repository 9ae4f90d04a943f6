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
    var memory = Memory()
    self.init(&memory)
    try memory.check()
    try setKey(key)
  }

  /// With a key of zeros; `memory` is told when it runs out.
  init(_ memory: inout Memory) {
    key = Secret(XChaCha20Poly1305.keyCount, &memory)
    // Chooses the fastest code for this machine, once; libsodium works without it too.
    if sodium_init() < 0 { memory.note(.internal) }
  }

  /// Takes another key of 32 bytes.
  public mutating func setKey(_ key: Span<UInt8>) throws(Fault) {
    guard key.count == XChaCha20Poly1305.keyCount else { throw .argument }
    var target = self.key.mutableSpan
    target.copy(from: key)
  }

  /// Seals `body` of a packet in place, whose first `header` bytes are additional data, and writes the tag of 16 bytes
  /// behind it; or opens it, and on `Fault.auth` the body is zeros.
  public mutating func run(
    sealing: Bool, packet: inout MutableSpan<UInt8>, header: Int, body: Range<Int>, nonce: Span<UInt8>
  ) throws(Fault) {
    guard nonce.count == XChaCha20Poly1305.nonceCount, header >= 0, header <= body.lowerBound,
      packet.count - body.upperBound >= XChaCha20Poly1305.tagCount
    else { throw .argument }
    let done = unsafe key.span.withUnsafeBufferPointer { key in
      unsafe nonce.withUnsafeBufferPointer { nonce in
        unsafe packet.withUnsafeMutableBufferPointer { bytes in
          let start = bytes.baseAddress!
          let text = unsafe start + body.lowerBound, tag = unsafe start + body.upperBound
          let count = UInt64(body.count), ahead = UInt64(header)
          return unsafe sealing
            ? crypto_aead_xchacha20poly1305_ietf_encrypt_detached(
              text, tag, nil, text, count, start, ahead, nil, nonce.baseAddress!, key.baseAddress!) == 0
            : crypto_aead_xchacha20poly1305_ietf_decrypt_detached(
              text, nil, text, count, tag, start, ahead, nonce.baseAddress!, key.baseAddress!) == 0
        }
      }
    }
    guard done else {
      var text = packet.window(body)
      text.fill(with: 0)
      throw .auth
    }
  }
}
