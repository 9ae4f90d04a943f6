/// Where the server listens.
public struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
  /// A name or an address; an IPv6 address without brackets.
  public var host: String
  /// 0 lets the system choose.
  public var port: Int

  public init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// `host:port`, `[::1]:port` or a port alone, which means loopback.
  public init?(_ text: String) {
    let colon = text.lastIndex(of: ":")
    let digits = colon.map { text[text.index(after: $0)...] } ?? text[...]
    guard let port = UInt16(digits) else { return nil }
    var host = colon.map { String(text[..<$0]) } ?? "127.0.0.1"
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    guard !host.isEmpty, !host.contains("/"), host.contains(":") == (text.hasPrefix("[")) else { return nil }
    self.init(host: host, port: Int(port))
  }

  public var description: String { urlHost + ":\(port)" }

  /// The host as URLs write it.
  var urlHost: String { host.contains(":") ? "[\(host)]" : host }

  /// True when only this machine can reach it.
  var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
