/// What happened in one call, seen from the phone network.
public struct CallReport: Sendable {
  public var callSid: String
  public var from: String
  public var to: String
  public var status = CallStatus.completed
  /// Seconds from answer to end.
  public var seconds = 0.0
  public var verbs: [VerbReport] = []
  public var webhooks: [WebhookReport] = []
  public var streams: [StreamReport] = []
  public var recordings: [Recording] = []
  public var violations: [Violation] = []
  /// What the caller heard from answer to end: μ-law at 8 kHz.
  public var heard: [UInt8] = []

  /// What a `Record` kept.
  public struct Recording: Equatable, Sendable {
    public var sid: String
    public var url: String
    /// μ-law at 8 kHz.
    public var sound: [UInt8]
  }

  /// Every violation of the call and its streams.
  public var allViolations: [Violation] { violations + streams.flatMap(\.violations) }
}
