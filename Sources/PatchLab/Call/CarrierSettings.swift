public import PatchNet

/// The simulated carrier: whose account, and what the rest of the world looks like.
public struct CarrierSettings: Sendable {
  public var accountSid: String
  public var authToken: String
  /// Identities of calls and streams come from here; nil is different every time.
  public var seed: UInt64?
  /// Where connections to an authority (`host` or `host:port`) go instead: a public address served on loopback.
  public var routes: [String: WebRoute] = [:]
  /// Whom `Dial` reaches; other numbers fail.
  public var endpoints: [String: Endpoint] = [:]
  /// Seconds of sound that may wait in a stream's queue; more is warning 31930. Twilio's own bound is not documented.
  public var queueSeconds = 120.0
  /// What the addresses of recordings begin with.
  public var recordingBase = "https://api.twilio.com/2010-04-01"
  /// How many documents a call may run through.
  public var documents = 50

  public init(accountSid: String = "AC00000000000000000000000000000000", authToken: String) {
    self.accountSid = accountSid
    self.authToken = authToken
  }

  /// Somebody else on the simulated network.
  public enum Endpoint: Equatable, Sendable {
    /// Answers after `ring` seconds, says this (μ-law), and hangs up at its end.
    case answers([UInt8], ring: Double = 0)
    case busy
    case noAnswer
  }
}
