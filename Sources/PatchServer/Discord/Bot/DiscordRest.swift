import HTTPTypes
import NIOCore
import PatchNet

/// Discord's REST API as the bot uses it: waits when told to, and tries again what was not done.
struct DiscordRest: Sendable {
  struct Failure: Error, Sendable, CustomStringConvertible {
    let status: Int
    let message: String
    var description: String { "\(status): \(message)" }
  }

  let base: String
  let token: String
  let http: any HTTPTransport

  @discardableResult
  func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: JSONNode? = nil, signed: Bool = true
  ) async throws(Failure) -> JSONNode {
    var request = WebRequest(method, base + path)
    if signed { request.fields[.authorization] = "Bot \(token)" }
    request.fields[.userAgent] = "DiscordBot (https://github.com/phonepatch, 1)"
    if let body {
      request.fields[.contentType] = "application/json"
      request.body = .bytes(ByteBuffer(string: body.text))
    }
    var last = Failure(status: 0, message: "no answer")
    for attempt in 0..<4 {
      let answer: (status: Int, body: JSONNode, wait: Double)
      do {
        let response = try await http.send(request)
        let bytes = try await response.collect(upTo: 4 << 20)
        let value = JSONNode(parsing: bytes.readableBytesView) ?? .null
        let told: Double? =
          switch value["retry_after"] {
          case .number(let seconds): seconds
          case .integer(let seconds): Double(seconds)
          default: nil
          }
        answer = (response.status, value, told ?? 0.5 * Double(1 << attempt))
      } catch {
        last = Failure(status: 0, message: "\(error)")
        guard (try? await Task.sleep(for: .seconds(0.5 * Double(1 << attempt)))) != nil else { throw last }
        continue
      }
      if answer.status / 100 == 2 { return answer.body }
      last = Failure(status: answer.status, message: answer.body["message"].string ?? "status \(answer.status)")
      guard answer.status == 429 || answer.status >= 500 else { throw last }
      guard (try? await Task.sleep(for: .seconds(min(answer.wait, 60)))) != nil else { throw last }
    }
    throw last
  }
}
