internal import PatchBase

/// The cipher of one of the two modes.
struct TransportCipher: ~Copyable {
  private var aes: AESGCM?
  private var xchacha: XChaCha20Poly1305?

  @inline(never)
  init(_ mode: TransportMode, _ memory: inout Memory) {
    switch mode {
    case .aes256GCM:
      aes = AESGCM(32, &memory)
      xchacha = nil
    case .xchacha20Poly1305:
      aes = nil
      xchacha = XChaCha20Poly1305(&memory)
    }
  }

  @inline(never)
  mutating func setKey(_ key: Span<UInt8>) throws(Fault) {
    if aes != nil {
      try aes!.setKey(key)
    } else {
      try xchacha!.setKey(key)
    }
  }

  /// Seals `body` of `packet` and writes the tag behind it, or opens it. Of the 24 bytes of `nonce`, AES takes the first 12.
  mutating func run(
    sealing: Bool, _ packet: inout MutableSpan<UInt8>, header: Int, body: Range<Int>, nonce: Span<UInt8>
  ) throws(Fault) {
    if aes != nil {
      try aes!.run(sealing: sealing, packet: &packet, header: header, body: body, nonce: nonce.window(0..<12))
    } else {
      try xchacha!.run(sealing: sealing, packet: &packet, header: header, body: body, nonce: nonce)
    }
  }

  @inline(never) deinit {}
}
