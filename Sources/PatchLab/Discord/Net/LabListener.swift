import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL
import PatchNet
import ServiceLifecycle

/// One port on loopback that answers HTTP and WebSockets, with TLS or without.
final class LabListener: Sendable {
  typealias Answer = @Sendable (LabRequest) async -> LabReply

  let port: Int
  private let service: ServiceGroup
  private let running: Task<Void, any Error>

  /// Binds, and returns when connections are welcome.
  /// - Parameters:
  ///   - port: 0 takes any that is free.
  ///   - upgrade: asked about each WebSocket, on its event loop.
  ///   - answer: gives all other answers.
  static func start(
    host: String = "127.0.0.1", port: Int = 0, tls: TLSConfiguration?, group: any EventLoopGroup,
    upgrade: @escaping @Sendable (HTTPRequestHead) -> UpgradeDecision,
    answer: @escaping Answer = { _ in .notFound }
  ) async throws -> LabListener {
    let secure = try tls.map { try NIOSSLContext(configuration: $0) }
    var settings = HTTP1OrWebSocketChannel.Configuration(decide: upgrade)
    // The protocols above have heartbeats of their own, and limits with close codes of their own.
    settings.limits = WebSocketLimits(messageBytes: 1 << 18, pingInterval: .hours(24), closeGrace: .seconds(2))
    let channel = settings
    var quiet = Logger(label: "lab") { _ in SwiftLogNoOpLogHandler() }
    quiet.logLevel = .critical
    let bound = AsyncStream.makeStream(of: Int.self)
    let application = Application(
      responder: CallbackResponder { (request: Request, _: BasicRequestContext) in
        try await Self.respond(request, answer)
      },
      server: HTTPServerBuilder { (responder) -> any ServerChildChannel in
        let base = HTTP1OrWebSocketChannel(responder: responder, configuration: channel)
        if let secure { return SecureChannel(base: base, context: secure) }
        return base
      },
      configuration: .init(address: .hostname(host, port: port), serverName: nil),
      onServerRunning: { server in
        bound.continuation.yield(server.localAddress?.port ?? port)
        bound.continuation.finish()
      }, eventLoopGroupProvider: .shared(group), logger: quiet)
    let service = ServiceGroup(configuration: .init(services: [application], logger: quiet))
    let running = Task {
      defer { bound.continuation.finish() }
      try await service.run()
    }
    guard let port = await bound.stream.first(where: { _ in true }) else {
      try await running.value
      throw CancellationError()
    }
    return LabListener(port: port, service: service, running: running)
  }

  private init(port: Int, service: ServiceGroup, running: Task<Void, any Error>) {
    self.port = port
    self.service = service
    self.running = running
  }

  /// Closes everything: WebSockets with 1001.
  func stop() async {
    await service.triggerGracefulShutdown()
    let forced = Task { [running] in
      try await Task.sleep(for: .seconds(4))
      running.cancel()
    }
    _ = await running.result
    forced.cancel()
  }

  private static func respond(_ request: Request, _ answer: Answer) async throws -> Response {
    let body = try await request.body.collect(upTo: 1 << 22)
    let query = Dictionary(
      request.uri.queryParameters.map { (String($0.key), String($0.value)) }, uniquingKeysWith: { $1 })
    let reply = await answer(
      LabRequest(
        method: request.method.rawValue, path: request.uri.path, query: query, fields: request.headers, body: body,
        at: .now()))
    var fields = HTTPFields()
    for (name, value) in reply.fields {
      if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
    }
    guard let json = reply.json else { return Response(status: .init(code: reply.status), headers: fields) }
    fields[.contentType] = "application/json"
    return Response(
      status: .init(code: reply.status), headers: fields, body: .init(byteBuffer: ByteBuffer(string: json.text)))
  }
}
