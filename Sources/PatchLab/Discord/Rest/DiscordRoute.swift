import Foundation

/// One of Discord's endpoints.
struct DiscordRoute: Sendable {
  /// What proves that a request may be made.
  enum Access: Sendable {
    /// A bot's token.
    case bot
    /// A token in the path: outside of the bot's limits.
    case path
    case anybody
  }

  typealias Handler = @Sendable (DiscordCall, inout WorldState) throws(DiscordFailure) -> LabReply

  let method: String
  /// `/channels/{channel}/messages`.
  let template: String
  private let segments: [Segment]
  /// Nil is not counted, and says nothing of limits.
  let rule: RateLimiter.Rule?
  let access: Access
  let handler: Handler

  private enum Segment: Sendable {
    case word(String)
    case parameter(String)
  }

  init(
    _ method: String, _ template: String, limit: RateLimiter.Rule? = .init(10, per: 2), access: Access = .bot,
    _ handler: @escaping Handler
  ) {
    self.method = method
    self.template = template
    rule = limit
    self.access = access
    self.handler = handler
    segments = template.split(separator: "/").map {
      $0.hasPrefix("{") ? .parameter(String($0.dropFirst().dropLast())) : .word(String($0))
    }
  }

  /// The parameters in `path`, or nil when it is another endpoint's.
  func match(_ path: [Substring]) -> [String: String]? {
    guard path.count == segments.count else { return nil }
    var parameters: [String: String] = [:]
    for (part, segment) in zip(path, segments) {
      switch segment {
      case .word(let word): guard part == word else { return nil }
      case .parameter(let name): parameters[name] = part.removingPercentEncoding ?? String(part)
      }
    }
    return parameters
  }

  /// The resource that has a bucket of its own.
  func major(_ parameters: [String: String]) -> String {
    for name in ["channel", "guild", "interaction", "webhook"] {
      if let id = parameters[name] { return "\(id)\(parameters["token"] ?? "")" }
    }
    return ""
  }
}
