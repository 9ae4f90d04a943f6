import NIOConcurrencyHelpers
import PatchNet

/// The address by which the world reaches us; known only after binding when none is configured.
final class ServerAddress: Sendable {
  private let base: NIOLockedValueBox<URLParts?>

  init(_ publicURL: String?) { base = NIOLockedValueBox(publicURL.flatMap { URLParts($0) }) }

  /// Fills in the address of the listener, unless one was configured.
  func bound(host: String, port: Int, isSecure: Bool) {
    base.withLockedValue { if $0 == nil { $0 = URLParts("http\(isSecure ? "s" : "")://\(host):\(port)") } }
  }

  /// A tunnel told how we are reached.
  func set(_ url: String) { base.withLockedValue { $0 = URLParts(url) } }

  /// Without a slash at the end.
  var text: String { base.withLockedValue { $0 }.map(Self.trimmed) ?? "" }

  /// The URL of a request as the network spelled it: path and query are left as they came.
  func webhook(_ target: String) -> String { text + target }

  /// Where a media stream connects.
  func media(token: String) -> String { socket("/twilio/media/" + token) }

  /// The same for WebSockets.
  func socket(_ target: String) -> String {
    let text = text
    return text.hasPrefix("https:") ? "wss" + text.dropFirst(5) + target : "ws" + text.dropFirst(4) + target
  }

  private static func trimmed(_ parts: URLParts) -> String {
    var parts = parts
    parts.query = nil
    while parts.path.hasSuffix("/") { parts.path.removeLast() }
    return parts.text
  }
}
