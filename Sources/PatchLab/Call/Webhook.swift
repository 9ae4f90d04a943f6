import Foundation
import HTTPTypes
import NIOCore
import PatchNet

/// Requests of the carrier to the application: signed, retried by Twilio's rules, with one idempotency token each.
struct Webhook {
  /// An answer worth reading.
  struct Answer: Equatable {
    var status: Int
    var contentType: String
    var body: [UInt8]
  }

  let carrier: Carrier
  let faults: Faults

  /// Sends the fields to `url`. `report` gets every attempt; the violations say why there is no answer.
  func send(
    _ url: String, usesGet: Bool, fields: [(String, String)], token: String, report: inout CallReport
  ) async -> Answer? {
    let rules = WebhookRules(url)
    guard let address = WebAddress(url), address.scheme.hasPrefix("http") else {
      report.violations.append(Violation(.badURL, "\(url) is no http address"))
      return nil
    }
    let deadline = NIODeadline.now() + rules.total
    var last: Result<Answer, WebFailure> = .failure(.timeout)
    for attempt in 1...1 + rules.retries {
      let left = min(deadline - .now(), rules.read)
      guard left.nanoseconds > 0 else { break }
      let began = NIODeadline.now()
      var differs = false
      last = await attemptOnce(
        address, usesGet: usesGet, fields: fields, token: token, timeout: left, differs: &differs)
      if differs {
        report.violations.append(
          Violation(.retryDiffers, "\(address.text): the same request, repeated, was answered differently"))
      }
      let status = (try? last.get().status) ?? 0
      report.webhooks.append(
        WebhookReport(
          url: address.text, attempt: attempt, status: status,
          milliseconds: (NIODeadline.now() - began).inSeconds * 1000))
      guard rules.retries(after: last.map(\.status)) else { break }
    }
    switch last {
    case .success(let answer) where answer.status / 100 == 2: return answer
    case .success(let answer):
      report.violations.append(Violation(.retrieval, "\(address.text) answered \(answer.status)"))
    case .failure(.tooLarge):
      report.violations.append(Violation(.tooLarge, "\(address.text): answer over \(TwiMLReader.limit) bytes"))
    case .failure(.protocol(let text)):
      report.violations.append(Violation(.webhookProtocol, "\(address.text): \(text)"))
    case .failure(let failure):
      report.violations.append(Violation(.webhookConnection, "\(address.text): \(failure)"))
    }
    return nil
  }

  private func attemptOnce(
    _ address: WebAddress, usesGet: Bool, fields: [(String, String)], token: String, timeout: TimeAmount,
    differs: inout Bool
  ) async -> Result<Answer, WebFailure> {
    let form = WebhookFields.encoded(fields)
    var url = address.text
    if usesGet { url += (address.hasQuery ? "&" : "?") + form }
    let signature = TwilioSignature(token: carrier.settings.authToken)
    var headers: HTTPFields = [
      .userAgent: "TwilioProxy/1.1",
      .accept: "*/*",
      .cacheControl: "max-age=259200",
    ]
    headers.append(HTTPField(name: .twilioSignature, value: signature.sign(url: url, fields: usesGet ? [] : fields)))
    headers.append(HTTPField(name: .idempotencyToken, value: token))
    var target = url
    if let route = carrier.settings.routes[address.authority], let spelled = WebAddress(url) {
      target = "\(route.secure ? "https" : "http")://\(route.host):\(route.port)\(spelled.target)"
      headers.append(HTTPField(name: .hostName, value: address.authority))
      headers.append(HTTPField(name: .forwardedScheme, value: address.scheme))
    }
    var request = WebRequest(usesGet ? .get : .post, target, fields: headers, timeout: timeout)
    if !usesGet {
      request.fields.append(
        HTTPField(name: .contentType, value: "application/x-www-form-urlencoded; charset=UTF-8"))
      request.body = body(form)
    }
    do {
      guard faults.retriedWebhook else { return .success(try await http(request)) }
      // The first answer gets lost on its way.
      let lost = try await http(request)
      if !usesGet { request.body = .bytes(ByteBuffer(string: form)) }
      let answer = try await http(request)
      differs = answer != lost
      return .success(answer)
    } catch let failure as WebFailure {
      return .failure(failure)
    } catch {
      return .failure(.timeout)
    }
  }

  private func http(_ request: WebRequest) async throws -> Answer {
    let response = try await carrier.http.send(request)
    let body = try await response.collect(upTo: TwiMLReader.limit)
    return Answer(
      status: response.status, contentType: response.fields[.contentType] ?? "", body: Array(body.readableBytesView))
  }

  /// The form at once, or drop by drop.
  private func body(_ form: String) -> WebRequest.Body {
    let bytes = Array(form.utf8)
    guard faults.slowWebhook > 0 else { return .bytes(ByteBuffer(bytes: bytes)) }
    let pieces = 5
    let pause = UInt64(faults.slowWebhook / Double(pieces) * 1e9)
    let stream = AsyncThrowingStream<ByteBuffer, any Error> { sink in
      let task = Task {
        for piece in 0..<pieces {
          try await Task.sleep(nanoseconds: pause)
          sink.yield(ByteBuffer(bytes: bytes[bytes.count * piece / pieces..<bytes.count * (piece + 1) / pieces]))
        }
        sink.finish()
      }
      sink.onTermination = { _ in task.cancel() }
    }
    return .stream(stream, length: Int64(bytes.count))
  }
}
