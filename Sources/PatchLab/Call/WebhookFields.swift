/// Form fields of a call's requests, as Twilio names them.
struct WebhookFields {
  /// What every request of an inbound call carries.
  static func call(_ plan: CallPlan, callSid: String, accountSid: String, status: String) -> [(String, String)] {
    var fields = [
      ("CallSid", callSid), ("AccountSid", accountSid), ("From", plan.from), ("To", plan.to), ("Caller", plan.from),
      ("Called", plan.to), ("CallStatus", status), ("ApiVersion", "2010-04-01"), ("Direction", plan.direction),
      ("CallToken", #"{"parentCallInfoToken":"lab"}"#), ("StirVerstat", "TN-Validation-Passed-A"),
    ]
    for party in ["From", "To", "Caller", "Called"] {
      fields += [
        (party + "City", "SAN FRANCISCO"), (party + "State", "CA"), (party + "Zip", ""), (party + "Country", "US"),
      ]
    }
    return fields + plan.fields
  }

  /// `application/x-www-form-urlencoded`.
  static func encoded(_ fields: [(String, String)]) -> String {
    fields.map { "\(escaped($0.0))=\(escaped($0.1))" }.joined(separator: "&")
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "*"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: " "): result += "+"
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return result
  }
}
