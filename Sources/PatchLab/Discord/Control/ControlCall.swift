import NIOCore

/// One request to the control interface.
struct ControlCall: Sendable {
  let world: DiscordWorld
  let parameters: [String: String]
  let body: JSONValue
  let query: [String: String]

  /// An id in the path or the body.
  func id(_ name: String) throws -> Snowflake {
    let found = parameters[name].flatMap { Snowflake($0) } ?? body[name].snowflake
    guard let found else { throw ControlFailure(400, "\(name) is missing, or no id") }
    return found
  }

  func optionalID(_ name: String) throws -> Snowflake? {
    if parameters[name] == nil, body[name].isNull { return nil }
    return try id(name)
  }

  func text(_ name: String) throws -> String {
    guard let text = body[name].string else { throw ControlFailure(400, "\(name) is missing") }
    return text
  }

  /// Seconds.
  func span(_ name: String, _ fallback: Double) -> TimeAmount { .span(min(max(body[name].double ?? fallback, 0), 600)) }
}

/// Why the control interface did nothing.
struct ControlFailure: Error, Sendable {
  let status: Int
  let message: String

  init(_ status: Int, _ message: String) {
    self.status = status
    self.message = message
  }
}
