/// Decides whether a request comes from Twilio: any of the account's tokens, over any of the spellings of the URL that
/// Twilio's products sign.
public struct TwilioSignatureCheck: Sendable {
  private let keys: [TwilioSignature]

  /// `tokens` holds the primary auth token and, while it is being rotated, the secondary one. Empty ones are left out:
  /// an empty key would let anybody sign.
  public init(tokens: [String]) {
    keys = tokens.filter { !$0.isEmpty }.map { TwilioSignature(token: $0) }
  }

  /// A request without a body of its own (GET), or with a form whose decoded fields are given.
  public func accepts(_ signature: String, url: String, fields: [(String, String)] = []) -> Bool {
    Self.candidates(for: url).contains { url in
      keys.contains { $0.matches(signature, url: url, fields: fields) }
    }
  }

  /// A request with a body that is no form. Its URL carries `bodySHA256`; without that it is refused.
  public func accepts(_ signature: String, url: String, body: [UInt8]) -> Bool {
    guard let stated = Self.bodySHA256(in: url) else { return false }
    let found = TwilioSignature.bodySHA256(body)
    guard constantTimeEqual(Array(stated.utf8), Array(found.utf8)) else { return false }
    return accepts(signature, url: url)
  }

  /// A WebSocket upgrade: signed over the `wss:` address as the TwiML spelled it, without fields.
  public func acceptsUpgrade(_ signature: String, url: String) -> Bool {
    Self.upgradeCandidates(for: url).contains { url in keys.contains { $0.matches(signature, url: url) } }
  }

  /// The URL as given, and with the port left out or the scheme's own port put in.
  static func candidates(for url: String) -> [String] {
    guard let parts = URLParts(url) else { return [url] }
    if parts.port != nil { return [parts.text, parts.withPort(nil).text] }
    return [parts.text, parts.withPort(parts.defaultPort).text]
  }

  /// The above for `wss` and `https` spelling, each also with the slash at the end of the path toggled.
  static func upgradeCandidates(for url: String) -> [String] {
    guard let parts = URLParts(url) else { return [url] }
    let other =
      switch parts.scheme {
      case "wss": "https"
      case "https": "wss"
      case "ws": "http"
      default: "ws"
      }
    return [parts.scheme, other].flatMap { scheme in
      let spelled = parts.withScheme(scheme)
      return [spelled, spelled.withSlashToggled].flatMap { candidates(for: $0.text) }
    }
  }

  private static func bodySHA256(in url: String) -> String? {
    guard let parts = URLParts(url), let query = parts.query else { return nil }
    for item in query.split(separator: "&") {
      let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if pair[0] == "bodySHA256" { return pair.count == 2 ? String(pair[1]) : nil }
    }
    return nil
  }
}
