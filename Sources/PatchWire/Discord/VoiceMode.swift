/// How packets are sealed between a client and the voice server.
public enum VoiceMode: UInt32, Sendable {
  case aes256gcm = 1
  case xchacha20poly1305 = 2

  /// Its name on the gateway.
  public var name: StaticString {
    switch self {
    case .aes256gcm: "aead_aes256_gcm_rtpsize"
    case .xchacha20poly1305: "aead_xchacha20_poly1305_rtpsize"
    }
  }
}

/// A set of modes that a server offers; those we cannot speak are left out.
public struct VoiceModes: OptionSet, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public init(_ mode: VoiceMode) { rawValue = mode.rawValue }

  public func contains(_ mode: VoiceMode) -> Bool { rawValue & mode.rawValue != 0 }
}
