/// A tunnel of somebody else's that leads here.
public struct TunnelSettings: Sendable, Equatable {
  /// ngrok's local API.
  public var ngrok = ""
  /// cloudflared's metrics address.
  public var cloudflared = ""
  /// How long it is asked. Not settable from outside; tests shorten it.
  public var patience = 30.0

  public init() {}

  var isSet: Bool { !ngrok.isEmpty || !cloudflared.isEmpty }
}
