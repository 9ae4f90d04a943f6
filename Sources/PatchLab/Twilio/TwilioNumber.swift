import Foundation

/// A number of the account as the REST API shows it.
struct TwilioNumber: Sendable {
  let sid: String
  let account: String
  let number: String
  var name: String
  var values: [String: String] = [:]
  let created = Date()
  var updated = Date()

  static let settable = [
    "VoiceUrl", "VoiceMethod", "VoiceFallbackUrl", "VoiceFallbackMethod", "StatusCallback", "StatusCallbackMethod",
    "VoiceApplicationSid", "TrunkSid", "SmsUrl", "SmsMethod", "SmsFallbackUrl", "SmsFallbackMethod",
    "SmsApplicationSid", "AddressSid", "IdentitySid", "EmergencyAddressSid", "BundleSid",
  ]

  func value(_ name: String) -> String { values[name] ?? (name.hasSuffix("Method") ? "POST" : "") }

  var json: JSONValue {
    func text(_ name: String) -> JSONValue { .string(value(name)) }
    func sid(_ name: String) -> JSONValue { value(name).isEmpty ? .null : .string(value(name)) }
    let path = "/2010-04-01/Accounts/\(account)/IncomingPhoneNumbers/\(self.sid)"
    return [
      "sid": .string(self.sid), "account_sid": .string(account), "phone_number": .string(number),
      "friendly_name": .string(name), "api_version": "2010-04-01", "beta": false, "origin": "twilio",
      "status": "in-use", "type": "local", "address_requirements": "none",
      "capabilities": ["voice": true, "sms": true, "mms": true, "fax": false],
      "date_created": TwilioDate.text(created), "date_updated": TwilioDate.text(updated),
      "voice_url": text("VoiceUrl"), "voice_method": text("VoiceMethod"),
      "voice_fallback_url": text("VoiceFallbackUrl"), "voice_fallback_method": text("VoiceFallbackMethod"),
      "voice_caller_id_lookup": false, "voice_application_sid": sid("VoiceApplicationSid"),
      "voice_receive_mode": "voice", "status_callback": text("StatusCallback"),
      "status_callback_method": text("StatusCallbackMethod"), "trunk_sid": sid("TrunkSid"),
      "sms_url": text("SmsUrl"), "sms_method": text("SmsMethod"), "sms_fallback_url": text("SmsFallbackUrl"),
      "sms_fallback_method": text("SmsFallbackMethod"), "sms_application_sid": sid("SmsApplicationSid"),
      "address_sid": sid("AddressSid"), "identity_sid": sid("IdentitySid"), "bundle_sid": sid("BundleSid"),
      "emergency_status": "Inactive", "emergency_address_sid": sid("EmergencyAddressSid"),
      "emergency_address_status": "unregistered", "uri": .string(path + ".json"),
      "subresource_uris": ["assigned_add_ons": .string(path + "/AssignedAddOns.json")],
    ]
  }
}
