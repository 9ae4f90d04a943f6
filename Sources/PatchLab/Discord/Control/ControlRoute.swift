/// One thing that the control interface can do.
struct ControlRoute: Sendable {
  typealias Handler = @Sendable (ControlCall) async throws -> JSONValue

  let method: String
  let template: String
  let handler: Handler

  init(_ method: String, _ template: String, _ handler: @escaping Handler) {
    self.method = method
    self.template = template
    self.handler = handler
  }

  /// The parameters in a path, or nil when it is another's.
  func match(_ path: [String]) -> [String: String]? {
    let segments = template.split(separator: "/").map(String.init)
    guard segments.count == path.count else { return nil }
    var parameters: [String: String] = [:]
    for (segment, part) in zip(segments, path) {
      if segment.hasPrefix("{") {
        parameters[String(segment.dropFirst().dropLast())] = part
      } else if segment != part {
        return nil
      }
    }
    return parameters
  }
}
