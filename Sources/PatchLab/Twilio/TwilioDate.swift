import Foundation

/// RFC 2822, as the REST API writes dates.
enum TwilioDate {
  static func text(_ date: Date) -> JSONValue {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "UTC")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss '+0000'"
    return .string(formatter.string(from: date))
  }

  static func text(_ date: Date?) -> JSONValue { date.map { text($0) } ?? .null }
}
