import Foundation

/// A recording as the REST API shows it.
struct TwilioRecording: Sendable {
  let sid: String
  let account: String
  let call: String
  var status = "in-progress"
  var seconds = 0
  var channels = 1
  let created = Date()

  var json: JSONValue {
    let path = "/2010-04-01/Accounts/\(account)/Recordings/\(sid)"
    return [
      "sid": .string(sid), "account_sid": .string(account), "call_sid": .string(call), "api_version": "2010-04-01",
      "conference_sid": .null, "date_created": TwilioDate.text(created), "date_updated": TwilioDate.text(created),
      "start_time": TwilioDate.text(created), "duration": status == "completed" ? .string(String(seconds)) : "-1",
      "price": .null, "price_unit": "USD", "status": .string(status), "channels": .integer(Int64(channels)),
      "source": "StartCallRecordingAPI", "error_code": .null, "track": "both", "encryption_details": .null,
      "media_url": .string("https://api.twilio.com\(path)"), "uri": .string(path + ".json"),
    ]
  }
}
