internal import PatchBase

/// How media packets are encrypted between a client and Discord's forwarding unit, below any end-to-end encryption.
public enum TransportMode: UInt32, Sendable {
  case aes256GCM = 1
  case xchacha20Poly1305 = 2

  /// Its name in the voice gateway's messages.
  public var name: StaticString {
    switch self {
    case .aes256GCM: "aead_aes256_gcm_rtpsize"
    case .xchacha20Poly1305: "aead_xchacha20_poly1305_rtpsize"
    }
  }

  /// The mode of that name; nil for every other.
  public init?(name: Span<UInt8>) {
    if name.equals(TransportMode.aes256GCM.name) {
      self = .aes256GCM
    } else if name.equals(TransportMode.xchacha20Poly1305.name) {
      self = .xchacha20Poly1305
    } else {
      return nil
    }
  }
}
