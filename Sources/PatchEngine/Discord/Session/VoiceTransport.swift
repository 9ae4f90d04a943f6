internal import PatchBase
internal import PatchSeal
internal import PatchWire

/// The seal of packets between us and the voice server. Both modes are ready from the start, so that a key can come at
/// any time without memory.
struct VoiceTransport: ~Copyable {
  private var aes: TransportSeal
  private var xchacha: TransportSeal
  /// The mode in force; nil before there is a key.
  private(set) var mode: VoiceMode?

  @inline(never)
  init(_ memory: inout Memory) {
    aes = TransportSeal(.aes256GCM, &memory)
    xchacha = TransportSeal(.xchacha20Poly1305, &memory)
  }

  mutating func setKey(_ mode: VoiceMode, _ key: Span<UInt8>) throws(Fault) {
    switch mode {
    case .aes256gcm: try aes.setKey(key)
    case .xchacha20poly1305: try xchacha.setKey(key)
    }
    self.mode = mode
  }

  /// The key is wiped, and nothing can be sealed or opened.
  mutating func forget() {
    guard mode != nil else { return }
    let none = InlineArray<32, UInt8>(repeating: 0)
    try? aes.setKey(none.span)
    try? xchacha.setKey(none.span)
    mode = nil
  }

  mutating func seal(_ packet: inout MutableSpan<UInt8>, count: Int) throws(Fault) -> Int {
    switch mode {
    case .aes256gcm: return try aes.seal(&packet, count: count)
    case .xchacha20poly1305: return try xchacha.seal(&packet, count: count)
    case nil: throw .state
    }
  }

  mutating func open(_ datagram: inout MutableSpan<UInt8>) throws(Fault) -> Int {
    switch mode {
    case .aes256gcm: return try aes.open(&datagram)
    case .xchacha20poly1305: return try xchacha.open(&datagram)
    case nil: throw .state
    }
  }

  @inline(never) deinit {}
}
