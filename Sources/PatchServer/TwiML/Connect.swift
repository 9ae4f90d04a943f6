/// Joins the call to a bidirectional stream, and waits until that ends; then asks `action` what comes next.
public struct Connect: Verb {
  public var action: String?
  public var stream: MediaStream

  public init(action: String? = nil, stream: MediaStream) {
    self.action = action
    self.stream = stream
  }

  public var element: XMLElement { XMLElement("Connect", ["action": action], children: [stream.element]) }
}

/// A stream of the call's sound to a WebSocket. A query in `url` is dropped by the network: use the path or parameters.
public struct MediaStream: Sendable {
  public var url: String
  public var name: String?
  public var parameters: [(name: String, value: String)]
  /// New attributes of 2026, passed on as given: the wanted encoding and rate.
  public var audioFormat: String?
  public var sampleRate: String?

  /// The longest `name` and `value` of a parameter together, in characters.
  public static let longestParameter = 499

  public init(
    url: String, name: String? = nil, parameters: [(String, String)] = [], audioFormat: String? = nil,
    sampleRate: String? = nil
  ) {
    self.url = url
    self.name = name
    self.parameters = parameters.map { (name: $0.0, value: $0.1) }
    self.audioFormat = audioFormat
    self.sampleRate = sampleRate
  }

  var element: XMLElement {
    XMLElement(
      "Stream", ["url": url, "name": name, "audioFormat": audioFormat, "sampleRate": sampleRate],
      children: parameters.map { XMLElement("Parameter", ["name": $0.name, "value": $0.value]) })
  }
}
