import Foundation
import HTTPTypes
import NIOCore
import PatchNet

/// Twilio's REST API of 2010-04-01, as far as telephony needs it.
struct TwilioRest: Sendable {
  let world: TwilioWorld
  /// Starts a call that was asked for.
  let begin: @Sendable (String) -> Void

  func answer(_ request: LabRequest) async -> LabReply {
    world.with { $0.requests.append("\(request.method) \(request.path)") }
    do throws(TwilioFailure) {
      try authorize(request)
      try fail()
      let prefix = "/2010-04-01/Accounts/\(world.settings.accountSid)"
      guard request.path.hasPrefix(prefix + "/") || request.path == prefix + ".json" else { throw .notFound }
      let rest = request.path.dropFirst(prefix.count)
      if rest == ".json" { return LabReply(200, account) }
      if rest.hasSuffix(".wav") { throw .notFound }
      guard rest.hasSuffix(".json") else { throw .notFound }
      let parts = rest.dropLast(5).split(separator: "/").map(String.init)
      let call = TwilioRequest(request, parts: parts)
      switch parts.first {
      case "Calls": return try calls(call)
      case "IncomingPhoneNumbers": return try numbers(call)
      case "AvailablePhoneNumbers": return try available(call)
      case "Recordings": return try recordings(call)
      default: throw .notFound
      }
    } catch {
      return error.reply
    }
  }

  private var account: JSONValue {
    let sid = world.settings.accountSid
    return [
      "sid": .string(sid), "status": "active", "type": "Full", "friendly_name": "Lab",
      "owner_account_sid": .string(sid),
      "auth_token": "", "date_created": TwilioDate.text(Date()), "date_updated": TwilioDate.text(Date()),
      "subresource_uris": [:], "uri": .string("/2010-04-01/Accounts/\(sid).json"),
    ]
  }

  private func authorize(_ request: LabRequest) throws(TwilioFailure) {
    let words = (request.fields[.authorization] ?? "").split(separator: " ")
    let pair =
      words.count == 2 && words[0].lowercased() == "basic"
      ? Data(base64Encoded: String(words[1])).map { String(decoding: $0, as: UTF8.self) } : nil
    let settings = world.settings
    let good = [settings.accountSid + ":" + settings.authToken] + settings.apiKeys.map { $0.key + ":" + $0.value }
    guard let pair, good.contains(pair) else { throw TwilioFailure(401, 20003, "Authenticate") }
  }

  private func fail() throws(TwilioFailure) {
    let failure = world.with { state -> TwilioFailure? in
      if state.faults.tooMany > 0 {
        state.faults.tooMany -= 1
        return TwilioFailure(429, 20429, "Too Many Requests")
      }
      if state.faults.unavailable > 0 {
        state.faults.unavailable -= 1
        return TwilioFailure(503, 20503, "Service unavailable")
      }
      return nil
    }
    if let failure { throw failure }
  }

  /// A page of a list, newest first.
  func page(_ call: TwilioRequest, _ name: String, _ items: [JSONValue]) -> LabReply {
    let size = min(max(call.query["PageSize"].flatMap { Int($0) } ?? 50, 1), 1000)
    let page = max(call.query["Page"].flatMap { Int($0) } ?? 0, 0)
    let begin = min(page * size, items.count)
    let shown = Array(items[begin..<min(begin + size, items.count)])
    var query = call.query.filter { $0.key != "Page" && $0.key != "PageToken" }
    query["PageSize"] = String(size)
    func uri(_ page: Int) -> JSONValue {
      let form = query.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } + [("Page", String(page))]
      return .string("\(call.request.path)?\(WebhookFields.encoded(form))")
    }
    return LabReply(
      200,
      [
        name: .array(shown), "page": .integer(Int64(page)), "page_size": .integer(Int64(size)),
        "start": .integer(Int64(begin)), "end": .integer(Int64(max(begin + shown.count - 1, 0))), "uri": uri(page),
        "first_page_uri": uri(0), "previous_page_uri": page > 0 ? uri(page - 1) : "",
        "next_page_uri": begin + size < items.count ? uri(page + 1) : "",
      ])
  }
}

/// A request to the REST API, taken apart.
struct TwilioRequest: Sendable {
  let request: LabRequest
  /// The path behind the account, without `.json`.
  let parts: [String]
  let form: [(String, String)]
  let query: [String: String]

  init(_ request: LabRequest, parts: [String]) {
    self.request = request
    self.parts = parts
    query = request.query
    var components = URLComponents()
    components.percentEncodedQuery = String(buffer: request.body).replacing("+", with: "%20")
    form = (components.queryItems ?? []).map { ($0.name, $0.value ?? "") }
  }

  var isPost: Bool { request.method == "POST" }
  var isGet: Bool { request.method == "GET" }
  var isDelete: Bool { request.method == "DELETE" }
  func field(_ name: String) -> String? { form.first { $0.0 == name }?.1 }
}
