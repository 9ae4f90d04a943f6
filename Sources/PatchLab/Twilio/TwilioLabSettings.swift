/// What a telephone network with Twilio's REST API is like.
public struct TwilioLabSettings: Sendable {
  public var accountSid = "AC00000000000000000000000000000000"
  public var authToken: String
  /// SK and its secret, for requests signed with a key.
  public var apiKeys: [String: String] = [:]
  public var seed: UInt64 = 1
  public var port = 0
  /// Numbers of the account.
  public var numbers: [String] = ["+14155550100"]
  /// Who can be called; other numbers are busy with nobody: `failed`.
  public var phones: [String: LabPhone] = [:]
  /// Calls that start in a second; the rest is queued.
  public var callsPerSecond = 1000.0
  /// Beginnings of numbers that the account may not call.
  public var blocked: [String] = ["+1900", "+870", "+881"]

  public init(authToken: String) { self.authToken = authToken }
}
