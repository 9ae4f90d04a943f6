/// A URL cut into the pieces that signatures and redirections need, with every character left as it was.
public struct URLParts: Sendable, Equatable {
  /// Lower case, without the colon.
  public var scheme: String
  /// As written; an IPv6 address keeps its brackets.
  public var host: String
  public var port: Int?
  /// From the first slash to the query; may be empty.
  public var path: String
  /// After the question mark, or nil.
  public var query: String?

  /// Cuts an absolute URL. User and fragment are dropped: neither is sent or signed. Nil without a scheme and a host.
  public init?(_ url: String) {
    guard let mark = url.firstRange(of: "://") else { return nil }
    scheme = url[..<mark.lowerBound].lowercased()
    var rest = url[mark.upperBound...]
    if let hash = rest.firstIndex(of: "#") { rest = rest[..<hash] }
    let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    var authority = rest[..<end]
    if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
    let bracket = authority.lastIndex(of: "]") ?? authority.startIndex
    if let colon = authority[bracket...].lastIndex(of: ":") {
      guard let number = Int(authority[authority.index(after: colon)...]), (0...65_535).contains(number) else {
        return nil
      }
      port = number
      authority = authority[..<colon]
    }
    guard !scheme.isEmpty, !authority.isEmpty else { return nil }
    host = String(authority)
    let tail = rest[end...]
    if let question = tail.firstIndex(of: "?") {
      path = String(tail[..<question])
      query = String(tail[tail.index(after: question)...])
    } else {
      path = String(tail)
    }
  }

  /// The URL again.
  public var text: String {
    scheme + "://" + host + (port.map { ":\($0)" } ?? "") + path + (query.map { "?\($0)" } ?? "")
  }

  /// The port that the scheme means when none is written.
  public var defaultPort: Int { scheme == "https" || scheme == "wss" ? 443 : 80 }

  /// True for hosts that never leave this machine.
  public var isLoopback: Bool {
    host == "localhost" || host == "[::1]" || host == "::1"
      || (host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." })
  }

  func withPort(_ port: Int?) -> URLParts {
    var copy = self
    copy.port = port
    return copy
  }

  func withScheme(_ scheme: String) -> URLParts {
    var copy = self
    copy.scheme = scheme
    return copy
  }

  var withSlashToggled: URLParts {
    var copy = self
    copy.path = path.hasSuffix("/") ? String(path.dropLast()) : path + "/"
    return copy
  }
}
