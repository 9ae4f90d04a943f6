/// One call to be placed.
public struct CallPlan: Sendable {
  public var from: String
  public var to: String
  /// CA and 32 hexadecimal digits; nil lets the carrier choose.
  public var callSid: String?
  /// `inbound`, or `outbound-api` for a call that the application asked for.
  public var direction = "inbound"
  /// The first document itself, in place of the webhook.
  public var twiml: String?
  /// The webhook of the number called. A fragment such as `#rc=2&rp=all` changes time limits and retries.
  public var webhook: String
  /// Form POST, or GET with the fields in the query.
  public var usesGet = false
  public var fallback: String?
  public var statusCallback: String?
  public var caller = Caller()
  public var faults = Faults()
  /// Further form fields of the webhook.
  public var fields: [(String, String)] = []
  /// The media of the call's streams.
  public var media = StreamMedia.telephone
  /// Say, Play and Pause take the time they take; false skips the waiting.
  public var realTime = true
  /// What the caller must have heard and seen; a difference is a violation.
  public var expectation: Expectation?

  public init(from: String, to: String, webhook: String) {
    self.from = from
    self.to = to
    self.webhook = webhook
  }
}
