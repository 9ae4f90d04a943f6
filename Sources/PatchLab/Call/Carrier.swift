public import PatchNet

/// A small phone network on loopback that speaks Twilio's side: places calls to webhooks, does what the TwiML says and
/// reports every breach of protocol.
public struct Carrier: Sendable {
  public let settings: CarrierSettings
  let http: any HTTPTransport
  let webSockets: any WebSocketTransport

  /// - Parameter http: follows redirects itself; see `HTTPClientTransport.init(followRedirects:)`.
  public init(
    _ settings: CarrierSettings, http: any HTTPTransport, webSockets: any WebSocketTransport = WebSocketClient()
  ) {
    self.settings = settings
    self.http = http
    self.webSockets = webSockets
  }

  /// Runs one call from ringing to its end. Several run beside each other.
  public func place(_ plan: CallPlan) async -> CallReport {
    await CallSession(plan, on: self).run()
  }
}
