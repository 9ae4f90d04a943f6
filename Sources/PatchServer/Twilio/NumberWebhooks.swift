import Foundation

/// Brings a number's webhooks to us: written only where they differ.
struct NumberWebhooks: Sendable {
  let client: TwilioClient
  let address: ServerAddress
  /// Where calls go while we are down; empty: what is there stays.
  var fallback = ""

  /// What a number should say.
  var wanted: [(name: String, value: String)] {
    [
      ("VoiceUrl", address.webhook("/twilio/voice")), ("VoiceMethod", "POST"),
      ("StatusCallback", address.webhook("/twilio/status")),
    ] + (fallback.isEmpty ? [] : [("VoiceFallbackUrl", fallback)])
  }

  /// What a number says.
  static func values(_ number: TwilioNumberResource) -> [String: String] {
    [
      "VoiceUrl": number.voice_url ?? "", "VoiceMethod": number.voice_method ?? "",
      "StatusCallback": number.status_callback ?? "", "VoiceFallbackUrl": number.voice_fallback_url ?? "",
    ]
  }

  /// What it should say and does not.
  func differences(_ number: TwilioNumberResource) -> [(String, String)] {
    let now = Self.values(number)
    return wanted.filter { now[$0.name] != $0.value }.map { ($0.name, $0.value) }
  }

  /// Why Twilio would not follow the number's own address; nil: it does.
  static func obstacle(_ number: TwilioNumberResource) -> String? {
    if let trunk = number.trunk_sid, !trunk.isEmpty { return "the number belongs to the SIP trunk \(trunk)" }
    if let application = number.voice_application_sid, !application.isEmpty {
      return "the number is ruled by the TwiML application \(application)"
    }
    return nil
  }

  @discardableResult
  func connect(_ number: TwilioNumberResource) async throws(TwilioError) -> TwilioNumberResource {
    if let obstacle = Self.obstacle(number) {
      throw TwilioError(
        status: 409, code: 0, message: "\(obstacle), which overrides its address: take it off there first")
    }
    let different = differences(number)
    guard !different.isEmpty else { return number }
    return try await client.update(number: number.sid, different)
  }
}
