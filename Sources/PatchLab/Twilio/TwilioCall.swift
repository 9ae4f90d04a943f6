import Foundation

/// A call as the REST API shows it.
struct TwilioCall: Sendable {
  let sid: String
  let account: String
  var from: String
  var to: String
  var direction: String
  var status = "queued"
  var created = Date()
  var updated = Date()
  var started: Date?
  var ended: Date?
  var answeredBy: String?
  var numberSid: String?
  /// What it asked for.
  var form: [(String, String)] = []
  var callbacks = 0
  let control = CallControl()
  var recordings: [String] = []
  var sound: [UInt8] = []

  var isOver: Bool { ["completed", "busy", "failed", "no-answer", "canceled"].contains(status) }

  func field(_ name: String) -> String? { form.first { $0.0 == name }?.1 }
  func fields(_ name: String) -> [String] { form.filter { $0.0 == name }.map(\.1) }

  private var path: String { "/2010-04-01/Accounts/\(account)/Calls/\(sid)" }

  var json: JSONValue {
    let seconds = started.map { Int((ended ?? Date()).timeIntervalSince($0).rounded()) }
    var subresources: [String: JSONValue] = [:]
    for (key, name) in [
      ("notifications", "Notifications"), ("recordings", "Recordings"), ("payments", "Payments"), ("events", "Events"),
      ("siprec", "Siprec"), ("streams", "Streams"), ("transcriptions", "Transcriptions"),
      ("user_defined_message_subscriptions", "UserDefinedMessageSubscriptions"),
      ("user_defined_messages", "UserDefinedMessages"),
    ] { subresources[key] = .string("\(path)/\(name).json") }
    return [
      "sid": .string(sid), "account_sid": .string(account), "api_version": "2010-04-01", "from": .string(from),
      "from_formatted": .string(from), "to": .string(to), "to_formatted": .string(to), "status": .string(status),
      "direction": .string(direction), "date_created": TwilioDate.text(created),
      "date_updated": TwilioDate.text(updated), "start_time": TwilioDate.text(started),
      "end_time": TwilioDate.text(ended), "duration": isOver ? .string(String(seconds ?? 0)) : .null,
      "price": .null, "price_unit": "USD", "answered_by": answeredBy.map { .string($0) } ?? .null,
      "caller_name": .null, "forwarded_from": .null, "group_sid": .null, "parent_call_sid": .null,
      "phone_number_sid": numberSid.map { .string($0) } ?? .null, "queue_time": "0", "trunk_sid": .null,
      "annotation": .null, "uri": .string(path + ".json"), "subresource_uris": .object(subresources),
    ]
  }
}
