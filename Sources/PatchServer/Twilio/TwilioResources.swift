import Foundation

/// A call as Twilio tells of it.
struct TwilioCallResource: Decodable, Sendable {
  let sid: String
  let status: String
  let from: String?
  let to: String?
  let direction: String?
  let date_created: String?
}

/// A number of the account.
struct TwilioNumberResource: Decodable, Sendable {
  let sid: String
  let phone_number: String
  let friendly_name: String?
  let voice_url: String?
  let voice_method: String?
  let voice_fallback_url: String?
  let status_callback: String?
  let voice_application_sid: String?
  let trunk_sid: String?
}

/// A number that could be bought.
public struct AvailableNumber: Codable, Sendable, Equatable {
  public let phone_number: String
  public let friendly_name: String?
  public let locality: String?
  public let region: String?
  public let iso_country: String?
}
