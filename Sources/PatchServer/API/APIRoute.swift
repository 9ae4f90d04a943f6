import HTTPTypes

/// One thing the API can do: what answers it and what its description says. The OpenAPI document is made from these, so
/// it cannot name what is not there.
struct APIRoute: Sendable {
  struct Parameter: Sendable {
    let name: String
    let help: String
    var isNumber = false
  }

  let method: HTTPRequest.Method
  /// With names in braces: `/v1/calls/{id}`.
  let path: String
  let role: APIRole
  /// For the description, and unique.
  let name: String
  let summary: String
  var query: [Parameter] = []
  /// The schema of the body, by name.
  var body: String?
  /// The schema of a good answer, by name; nil: nothing, or no JSON.
  var answer: String?
  var status = 200
  /// The type of an answer that is not JSON.
  var type: String?
  let run: @Sendable (APICall) async throws(APIProblem) -> APIAnswer

  /// The names in the path.
  var names: [String] {
    path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
  }

  /// As Hummingbird writes it.
  var pattern: String { path.replacing("{", with: ":").replacing("}", with: "") }
}
