/// An absolute `http`, `https`, `ws` or `wss` address, split but not normalised: signatures cover the exact text.
public struct WebAddress: Equatable, Sendable {
  /// `http`, `https`, `ws` or `wss`, lower case.
  public let scheme: String
  /// Name or IP address, without the brackets of IPv6.
  public let host: String
  /// The port as written, or nil.
  public let explicitPort: Int?
  /// Path and query as written; never empty, never with a fragment.
  public let target: String

  /// Nil when the text is no such address or holds user information, spaces or control characters.
  public init?(_ text: String) {
    guard let colon = text.firstRange(of: "://"), !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
      return nil
    }
    scheme = text[..<colon.lowerBound].lowercased()
    guard ["http", "https", "ws", "wss"].contains(scheme) else { return nil }
    let rest = text[colon.upperBound...].prefix { $0 != "#" }
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    let tail = rest[authority.endIndex...]
    guard !authority.isEmpty, !authority.contains("@") else { return nil }
    target = tail.hasPrefix("/") ? String(tail) : "/" + tail
    let name: Substring
    let port: Substring
    if authority.hasPrefix("[") {
      guard let close = authority.firstIndex(of: "]") else { return nil }
      name = authority[authority.index(after: authority.startIndex)..<close]
      port = authority[authority.index(after: close)...]
    } else {
      name = authority.prefix { $0 != ":" }
      port = authority[name.endIndex...]
    }
    guard !name.isEmpty else { return nil }
    host = String(name)
    if port.isEmpty {
      explicitPort = nil
    } else {
      guard port.hasPrefix(":"), let number = UInt16(port.dropFirst()), number > 0 else { return nil }
      explicitPort = Int(number)
    }
  }

  /// Over TLS.
  public var isSecure: Bool { scheme == "https" || scheme == "wss" }

  /// The port to connect to.
  public var port: Int { explicitPort ?? (isSecure ? 443 : 80) }

  /// What the `Host` header says.
  public var authority: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return explicitPort.map { "\(name):\($0)" } ?? name
  }

  /// The path without the query.
  public var path: String { String(target.prefix { $0 != "?" }) }

  /// True when there is a query, an empty one included.
  public var hasQuery: Bool { target.contains("?") }

  /// `127.0.0.0/8`, `::1` or `localhost`: the only places where we speak without TLS.
  public var isLoopback: Bool {
    if host.lowercased() == "localhost" || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  /// True for an address written in digits: TLS has no server name to send for it.
  public var isAddress: Bool {
    host.contains(":") || host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { UInt8($0) != nil }
  }

  /// The whole address again.
  public var text: String { "\(scheme)://\(authority)\(target)" }

  /// What `reference` means in a document at this address; `webSocket` maps http to ws.
  public func resolving(_ reference: String, webSocket: Bool = false) -> WebAddress? {
    if let absolute = WebAddress(reference) { return absolute }
    let plain = webSocket ? (isSecure ? "wss" : "ws") : scheme
    if reference.hasPrefix("//") { return WebAddress("\(plain):\(reference)") }
    if reference.firstRange(of: "://") != nil { return nil }
    let base = "\(plain)://\(authority)"
    if reference.isEmpty { return WebAddress(base + target) }
    if reference.hasPrefix("/") { return WebAddress(base + reference) }
    if reference.hasPrefix("?") { return WebAddress(base + path + reference) }
    let folder = path[...(path.lastIndex(of: "/") ?? path.startIndex)]
    return WebAddress(base + folder + reference)
  }
}
