/// Why a request to Twilio came to nothing.
public struct TwilioError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Of HTTP; 0 without an answer.
  public let status: Int
  /// Of Twilio's list of errors; 0 when it gave none.
  public let code: Int
  public let message: String

  /// The request may have been done all the same.
  var isUncertain: Bool { status == 0 || status >= 500 }

  /// What would help.
  public var hint: String? {
    switch code {
    case 20003: "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or the API key and its secret, do not fit."
    case 20404: "It is not there, or not there any more."
    case 20429: "Too many requests at once. Wait a little."
    case 21205: "Twilio cannot use our address: PHONEPATCH_PUBLIC_URL must be reachable from outside."
    case 21210, 21212: "TWILIO_PHONE_NUMBER is not a number of this account."
    case 21211, 21214: "Nobody can be reached at that number."
    case 21215:
      "The account may not call that country: allow it in the console of Twilio, under Voice, Geo permissions."
    case 21216: "The network does not let this account call that number."
    case 21219, 21608: "A trial account may only call numbers that were verified in its console."
    case 21220: "The call is over."
    case 21421, 21422, 21450: "That number cannot be bought any more. Search again."
    default: status == 0 ? "Twilio could not be reached: \(message)" : nil
    }
  }

  public var description: String { "\(code == 0 ? status : code): \(message)" + (hint.map { " (\($0))" } ?? "") }
}
