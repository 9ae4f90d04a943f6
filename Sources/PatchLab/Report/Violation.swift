/// One thing that Twilio's console would complain about, or that the Lab itself found wrong.
public struct Violation: Equatable, Sendable, Codable {
  /// Numbers of Twilio's error list. Below 1000: findings of the Lab that Twilio has no number for.
  public enum Code: Int, Sendable, Codable, CaseIterable {
    case expectation = 1  // the scenario expected something else
    case retryDiffers = 2  // a repeated webhook was answered with another document
    case fileHeader = 3  // sound that begins with a file's header: audible noise
    case retrieval = 11200  // the webhook answered with an error status
    case webhookConnection = 11205
    case webhookProtocol = 11206
    case tooLarge = 11750  // document over 64 KB
    case documentParse = 12100
    case schema = 12200
    case contentType = 12300
    case badURL = 11100
    case streamConnectTimeout = 31901
    case streamRefused = 31902
    case streamHandshake = 31920
    case streamClose = 31921
    case streamScheme = 31922
    case streamURL = 31923
    case webSocket = 31924
    case overflow = 31930
    case badTrack = 31941
    case malformedMessage = 31950
    case invalidMessage = 31951
  }

  /// What exactly is wrong, for the codes that cover many cases.
  public enum Kind: String, Sendable, Codable {
    case general, binaryFrame, notJSON, unknownEvent, missingMember, surplusMember, wrongType, foreignStream, badPayload
    case unidirectional
  }

  public var code: Code
  public var kind: Kind
  public var detail: String
  /// Seconds since the stream started, or since the call began where there is no stream.
  public var at: Double

  public init(_ code: Code, _ detail: String, at: Double = 0) { self.init(code, .general, detail, at: at) }

  public init(_ code: Code, _ kind: Kind, _ detail: String, at: Double = 0) {
    self.code = code
    self.kind = kind
    self.detail = detail
    self.at = at
  }

  /// Warnings do not end anything and are not the server's breach of protocol.
  public var isWarning: Bool { code == .schema || code == .overflow }
}
