import HTTPTypes
import Hummingbird
import NIOCore
import PatchNet

/// A webhook whose signature fits, with its fields.
struct SignedRequest: Sendable {
  let path: String
  let fields: [(String, String)]
  /// The same on every retry of one request.
  let idempotencyToken: String?
}

/// Lets only signed webhooks through.
struct WebhookGate: Sendable {
  let check: TwilioSignatureCheck
  let address: ServerAddress
  let refusals: Refusals
  /// Twilio's forms are a few KB.
  static let largestBody = 64 * 1024
  static let slowestBody = Duration.seconds(10)

  enum Verdict: Sendable {
    case signed(SignedRequest)
    case refused(WebhookAnswer)
  }

  func open(_ request: Request) async -> Verdict {
    let target = request.head.path ?? "/"
    let path = String(target.prefix { $0 != "?" })
    guard target.hasPrefix("/") else { return refuse(.badRequest, "request target is not a path", path) }
    guard let signature = request.headers[.twilioSignature] else {
      return refuse(.forbidden, "no X-Twilio-Signature", path)
    }
    guard (Int(request.headers[.contentLength] ?? "0") ?? 0) <= Self.largestBody,
      let body = await request.body(upTo: Self.largestBody, within: Self.slowestBody)
    else { return refuse(.contentTooLarge, "body too big, too slow or cut short", path) }
    let url = address.webhook(target)
    let query = target.firstIndex(of: "?").map { FormFields.parse(target[target.index(after: $0)...]) } ?? []
    let fields: [(String, String)]
    let fits: Bool
    if isForm(request) || body.readableBytes == 0 {
      fields = FormFields.parse(String(buffer: body))
      fits = check.accepts(signature, url: url, fields: fields)
    } else {
      fields = []
      fits = check.accepts(signature, url: url, body: Array(body.readableBytesView))
    }
    guard fits else { return refuse(.forbidden, "signature does not fit this URL", path) }
    return .signed(
      SignedRequest(
        path: path, fields: query + fields, idempotencyToken: request.headers[.twilioIdempotency]))
  }

  private func isForm(_ request: Request) -> Bool {
    let type = request.headers[.contentType]?.prefix { $0 != ";" }.lowercased() ?? ""
    return type.filter { $0 != " " } == "application/x-www-form-urlencoded"
  }

  private func refuse(_ status: HTTPResponse.Status, _ reason: String, _ path: String) -> Verdict {
    refusals.record(reason, url: address.webhook(path))
    return .refused(.refused(status, reason))
  }
}

extension Request {
  /// The whole body, if it is not too big and comes in time: a sender of single bytes holds nothing for long.
  func body(upTo limit: Int, within patience: Duration) async -> ByteBuffer? {
    await withTaskGroup(of: ByteBuffer?.self) { group in
      group.addTask { try? await body.collect(upTo: limit) }
      group.addTask {
        try? await Task.sleep(for: patience)
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first
    }
  }
}

extension HTTPField.Name {
  static let twilioSignature = HTTPField.Name("X-Twilio-Signature")!
  static let twilioIdempotency = HTTPField.Name("I-Twilio-Idempotency-Token")!
}
