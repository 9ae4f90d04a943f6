public import NIOCore
public import NIOSSL
public import PatchEngine

/// How a `VoiceConnection` is made.
public struct VoiceConnectionSettings: Sendable {
  public var session: VoiceSessionSettings
  /// Whom to trust for the voice gateway; nil trusts the system's authorities.
  public var tls: TLSConfiguration?
  /// Voice servers on loopback are spoken to without TLS. For the Lab.
  public var plainOnLoopback = false
  /// The most members of a group.
  public var users = 100
  /// How long a WebSocket may take to open.
  public var timeout = TimeAmount.seconds(10)

  public init(_ session: VoiceSessionSettings) { self.session = session }
}
