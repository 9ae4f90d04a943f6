import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The administrators' listener: API, metrics and console.
struct AdminSite: Sendable {
  let gate: APIGate
  let routes: [APIRoute]
  let metrics: Metrics
  let page: @Sendable () -> String
  let console: ConsoleFiles
  private let kept = IdempotentAnswers()

  init(
    gate: APIGate, routes: [APIRoute], metrics: Metrics, console: ConsoleFiles, page: @escaping @Sendable () -> String
  ) {
    self.gate = gate
    self.routes = routes
    self.metrics = metrics
    self.console = console
    self.page = page
  }

  func add(to router: Router<BasicRequestContext>) {
    for route in routes {
      router.on(RouterPath(route.pattern), method: route.method) { request, context in
        await answer(request) { () async throws(APIProblem) in
          var path: [String: String] = [:]
          for name in route.names {
            path[name] = context.parameters.get(name).map { $0.removingPercentEncoding ?? $0 }
          }
          // SQLite would end a text there, and find something else.
          guard path.values.allSatisfy({ !$0.contains("\0") }) else { throw .notFound("object") }
          return try await run(route, request, path).response
        }
      }
    }
    router.get("/openapi.json") { request, _ in
      await answer(request) { () async throws(APIProblem) in
        WebhookAnswer.text(.ok, OpenAPIDocument.text(routes), type: "application/json")
      }
    }
    router.get("/metrics") { request, _ in
      await answer(request) { () async throws(APIProblem) in
        guard try gate.token(request).owner == nil else {
          throw APIProblem(.forbidden, "role", "These figures are of all servers together: the operator's to see.")
        }
        return WebhookAnswer.text(.ok, page(), type: "text/plain; version=0.0.4; charset=utf-8")
      }
    }
    for path in ["/", "/:file", "/css/**", "/js/**"] as [RouterPath] {
      router.get(path) { request, context in
        await answer(request) { () async throws(APIProblem) in
          let path = request.uri.path.dropFirst()
          guard let file = console.file(path.isEmpty ? "index.html" : String(path)) else { throw .notFound("page") }
          return file
        }
      }
    }
  }

  /// Every answer goes through here.
  private func answer(
    _ request: Request, _ make: () async throws(APIProblem) -> Response
  ) async -> Response {
    var response: Response
    do throws(APIProblem) {
      try gate.checkHost(request)
      response = try await make()
    } catch {
      response = error.response
    }
    metrics.count(status: Int(response.status.code))
    for (name, value) in Self.guards where response.headers[name] == nil { response.headers[name] = value }
    return response
  }

  private static let guards: [(HTTPField.Name, String)] = [
    (
      .contentSecurityPolicy,
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self' blob:; "
        + "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    (.xContentTypeOptions, "nosniff"), (.init("Referrer-Policy")!, "no-referrer"),
    (.init("Cross-Origin-Resource-Policy")!, "same-origin"), (.init("Cross-Origin-Opener-Policy")!, "same-origin"),
    (.init("Permissions-Policy")!, "microphone=(self)"),
  ]

  private func run(
    _ route: APIRoute, _ request: Request, _ path: [String: String]
  ) async throws(APIProblem) -> APIAnswer {
    let token = try gate.token(request)
    guard token.role >= route.role else {
      throw APIProblem(
        .forbidden, "role", "This needs the role \(route.role.rawValue); \(token.name) is \(token.role.rawValue).")
    }
    guard let body = await request.body(upTo: APIGate.largestBody, within: WebhookGate.slowestBody) else {
      throw APIProblem(
        .contentTooLarge, "too_large", "A body has \(APIGate.largestBody) bytes at most, and comes within ten seconds.")
    }
    let call = APICall(token: token, request: request, path: path, body: body)
    guard route.method == .post, let key = request.headers[.init("Idempotency-Key")!] else {
      return try await route.run(call)
    }
    guard (1...200).contains(key.utf8.count) else {
      throw APIProblem(.badRequest, "idempotency_key", "An Idempotency-Key has 1 to 200 bytes.")
    }
    return try await kept.answer(key: "\(token.name)\n\(token.owner ?? "")\n\(request.uri.path)\n\(key)", body: body) {
      do throws(APIProblem) { return .success(try await route.run(call)) } catch { return .failure(error) }
    }
  }
}
