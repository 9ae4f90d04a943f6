import HTTPTypes

/// An answer of the Lab's servers.
struct LabReply: Sendable {
  var status: Int
  var json: JSONValue?
  var fields: [(String, String)] = []

  init(_ status: Int = 200, _ json: JSONValue? = nil) {
    self.status = status
    self.json = json
  }

  static let notFound = LabReply(404, ["message": "404: Not Found", "code": 0])
}
