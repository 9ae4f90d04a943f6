internal import PatchBase

/// The cipher of one of the two modes.
struct TransportCipher: ~Copyable {
  private var aes: AESGCM?
  private var xchacha: XChaCha20Poly1305?

  init(_ mode: TransportMode, key: Span<UInt8>) throws(Fault) {
    switch mode {
    case .aes256GCM:
      aes = try AESGCM.keyed(key)
      xchacha = nil
    case .xchacha20Poly1305:
      aes = nil
      xchacha = try XChaCha20Poly1305(key: key)
    }
  }

  mutating func setKey(_ key: Span<UInt8>) throws(Fault) {
    if aes != nil {
      try aes!.setKey(key)
    } else {
      try xchacha!.setKey(key)
    }
  }

  /// Seals `body` of `packet` and writes the tag behind it. Of the 24 bytes of `nonce`, AES takes the first 12.
  mutating func seal(
    _ packet: inout MutableSpan<UInt8>, header: Int, body: Range<Int>, nonce: Span<UInt8>
  ) throws(Fault) {
    var clear = InlineArray<76, UInt8>(repeating: 0)
    copy(packet.span.window(0..<header), to: &clear)
    var tag = InlineArray<16, UInt8>(repeating: 0)
    var end = tag.mutableSpan
    var bytes = packet.window(body)
    if aes != nil {
      try aes!.seal(
        &bytes, nonce: nonce.window(0..<12), additional: clear.span.window(0..<header), tag: &end)
    } else {
      try xchacha!.seal(&bytes, nonce: nonce, additional: clear.span.window(0..<header), tag: &end)
    }
    var target = packet.window(body.upperBound..<body.upperBound + 16)
    target.copy(from: tag.span)
  }

  /// Opens `body` of `packet`, behind which the tag stands.
  mutating func open(
    _ packet: inout MutableSpan<UInt8>, header: Int, body: Range<Int>, nonce: Span<UInt8>
  ) throws(Fault) {
    var clear = InlineArray<76, UInt8>(repeating: 0)
    copy(packet.span.window(0..<header), to: &clear)
    var tag = InlineArray<16, UInt8>(repeating: 0)
    var end = tag.mutableSpan
    end.copy(from: packet.span.window(body.upperBound..<body.upperBound + 16))
    var bytes = packet.window(body)
    if aes != nil {
      try aes!.open(
        &bytes, nonce: nonce.window(0..<12), additional: clear.span.window(0..<header), tag: tag.span)
    } else {
      try xchacha!.open(&bytes, nonce: nonce, additional: clear.span.window(0..<header), tag: tag.span)
    }
  }
}

/// A header is at most 12 bytes, 15 sources and the head of an extension long. A copy, because one span may not read
/// while another of the same packet writes.
private func copy(_ header: Span<UInt8>, to clear: inout InlineArray<76, UInt8>) {
  var target = clear.mutableSpan
  target.copy(from: header)
}
