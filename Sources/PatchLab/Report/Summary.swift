/// What one verb did to the call.
public struct VerbReport: Equatable, Sendable, Codable {
  public var verb: String
  /// Seconds after the call was answered.
  public var at: Double
  public var seconds: Double
  public var note: String
}

/// One request of the carrier to the application.
public struct WebhookReport: Equatable, Sendable, Codable {
  public var url: String
  public var attempt: Int
  /// 0 when there was no answer.
  public var status: Int
  public var milliseconds: Double
}

/// How a call ended, in Twilio's words.
public enum CallStatus: String, Sendable, Codable {
  case completed, busy, failed, canceled
  case noAnswer = "no-answer"
}
