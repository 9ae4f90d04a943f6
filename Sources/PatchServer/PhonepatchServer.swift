import Hummingbird
import HummingbirdCore
public import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL
import PatchNet
import ServiceLifecycle

/// The reference server: answers calls with rooms. Started and stopped in-process by the executable, by tests and by
/// `phonepatch demo`. A server that was started is to be drained or stopped.
public final class PhonepatchServer: Sendable {
  /// As in phonepatch/base.h, which only the C boundary imports.
  public static let version = "0.1.0"

  let parts: ServerParts
  private let group: MultiThreadedEventLoopGroup
  private let service: ServiceGroup
  private let running: Task<Void, any Error>
  private let housekeeping: Task<Void, Never>
  private let adopting: Task<Void, Never>
  private let draining = NIOLockedValueBox<Task<Void, Never>?>(nil)
  private let hurried = NIOLockedValueBox(false)
  private let stopped = NIOLockedValueBox(false)
  /// Where it listens.
  public let port: Int
  /// Where the administrators' side listens, if it does.
  public let adminPort: Int?

  /// Binds and returns when calls are welcome. Throws `ConfigurationError`. Without a `logger`,
  /// JSON goes to the standard error. `handlers` answer the calls to their numbers; all other calls get rooms.
  /// `examine` adds to what the console's checks show.
  public static func start(
    _ configuration: ServerConfiguration, handlers: [String: any CallHandler] = [:], logger given: Logger? = nil,
    examine: @escaping @Sendable () -> [DoctorFinding] = { [] }
  ) async throws -> PhonepatchServer {
    guard configuration.contradictions.isEmpty else { throw ConfigurationError(configuration.contradictions) }
    let logger =
      given ?? Logger(label: "phonepatch") { JSONLogHandler(label: $0, level: configuration.logLevel) }
    let group = MultiThreadedEventLoopGroup(
      numberOfThreads: configuration.threads > 0 ? configuration.threads : System.coreCount)
    let parts = ServerParts(configuration, handlers: handlers, group: group, logger: logger, examine: examine)
    do {
      return try await bind(parts, group)
    } catch {
      await parts.stopBot()
      parts.events.finish()
      await parts.hooks.stop()
      await parts.http.shutdown()
      await parts.store?.close()
      try? await group.shutdownGracefully()
      throw error
    }
  }

  private static func bind(
    _ parts: ServerParts, _ group: MultiThreadedEventLoopGroup
  ) async throws -> PhonepatchServer {
    let listen = parts.configuration.listen
    let channel = parts.channel
    let secure = try parts.configuration.tls.context()
    // Hummingbird tells of its own start; our events say it better.
    var quiet = parts.logger
    quiet.logLevel = max(quiet.logLevel, .warning)
    // Some are left for files, and for connections of our own.
    let connections = min(parts.configuration.limits.connections, max(FileLimit.raise() - 128, 16))
    let bound = AsyncStream.makeStream(of: Int.self)
    let application = Application(
      router: parts.router,
      server: builder(channel, secure),
      configuration: ApplicationConfiguration(
        address: .hostname(listen.host, port: listen.port), serverName: nil,
        availableConnectionsDelegate: .maximum(connections, logger: quiet)),
      onServerRunning: { server in
        let port = server.localAddress?.port ?? listen.port
        parts.address.bound(host: listen.urlHost, port: port, isSecure: secure != nil)
        parts.adoption.recall()
        parts.recordings?.recover()
        parts.readiness.set(true)
        bound.continuation.yield(port)
        bound.continuation.finish()
      }, eventLoopGroupProvider: .shared(group), logger: quiet)
    var services: [any Service] = [application]
    let admin = AsyncStream.makeStream(of: Int.self)
    if let listen = parts.configuration.adminListen {
      services.append(
        Application(
          router: parts.adminRouter(listen),
          server: builder(parts.adminChannel(listen), secure),
          configuration: ApplicationConfiguration(
            address: .hostname(listen.host, port: listen.port), serverName: nil,
            availableConnectionsDelegate: .maximum(256, logger: quiet)),
          onServerRunning: { server in
            admin.continuation.yield(server.localAddress?.port ?? listen.port)
            admin.continuation.finish()
          }, eventLoopGroupProvider: .shared(group), logger: quiet))
    } else {
      admin.continuation.finish()
    }
    let service = ServiceGroup(configuration: .init(services: services, logger: quiet))
    let running = Task {
      defer {
        bound.continuation.finish()
        admin.continuation.finish()
      }
      try await service.run()
    }
    guard let port = await bound.stream.first(where: { _ in true }) else {
      let reason = await running.result.failure.map { "\($0)" } ?? "stopped"
      throw ConfigurationError(["listen (PHONEPATCH_LISTEN): cannot listen on \(listen): \(reason)"])
    }
    let adminPort = await admin.stream.first { _ in true }
    if let listen = parts.configuration.adminListen, adminPort == nil {
      let reason = await running.result.failure.map { "\($0)" } ?? "stopped"
      throw ConfigurationError(["admin_listen (PHONEPATCH_ADMIN_LISTEN): cannot listen on \(listen): \(reason)"])
    }
    let configuration = parts.configuration
    if configuration.outsideURL == nil, configuration.tunnel.isSet {
      guard let found = await Tunnel(settings: configuration.tunnel, http: parts.http).address(of: port) else {
        await service.triggerGracefulShutdown()
        _ = await running.result
        throw ConfigurationError([
          "ngrok.api or cloudflared.metrics (NGROK_API, CLOUDFLARED_METRICS): no tunnel leads to port \(port)"
        ])
      }
      parts.address.set(found)
    }
    await parts.startBot()
    return PhonepatchServer(
      parts: parts, group: group, service: service, running: running, port: port, adminPort: adminPort)
  }

  private static func builder(
    _ channel: HTTP1OrWebSocketChannel.Configuration, _ secure: NIOSSLContext?
  ) -> HTTPServerBuilder {
    HTTPServerBuilder { (responder) -> any ServerChildChannel in
      let base = HTTP1OrWebSocketChannel(responder: responder, configuration: channel)
      if let secure { return SecureChannel(base: base, context: secure) }
      return base
    }
  }

  private init(
    parts: ServerParts, group: MultiThreadedEventLoopGroup, service: ServiceGroup, running: Task<Void, any Error>,
    port: Int, adminPort: Int?
  ) {
    self.adminPort = adminPort
    self.parts = parts
    self.group = group
    self.service = service
    self.running = running
    self.port = port
    let adopting = Task {
      await parts.keeper?.connect()
      await parts.adoption.ask()
    }
    housekeeping = Task {
      defer { adopting.cancel() }
      while !Task.isCancelled {
        try? await Task.sleep(for: .seconds(1))
        parts.expire()
      }
    }
    self.adopting = adopting
    parts.events.record(
      .serverStarted,
      ["listen": .string("\(parts.configuration.listen.urlHost):\(port)"), "public_url": .string(parts.address.text)])
  }

  /// How the world reaches us, without a slash at the end. Webhooks are signed over this and their path.
  public var publicURL: String { parts.address.text }

  /// Where the console is, with the token of this run if none is configured; nil without one.
  public var consoleURL: String? {
    guard let adminPort, let listen = parts.configuration.adminListen else { return nil }
    let scheme = parts.configuration.tls.isSet ? "https" : "http"
    let address = "\(scheme)://\(listen.urlHost):\(adminPort)/"
    return parts.configuration.apiTokens.isEmpty ? address + "#token=" + parts.tokens[0].secret : address
  }

  /// What happened and what happens.
  public var events: EventLog { parts.events }

  /// Why the server cannot go on, when it cannot: it stops by itself then.
  public var failure: String? { parts.failure.withLockedValue { $0 } }

  /// The calls that are going on.
  public func calls() -> [Call] { parts.calls.all }

  /// The rooms and what their legs have counted so far. None when the server has stopped.
  public func roomStatistics() async -> [RoomSnapshot] {
    stopped.withLockedValue { $0 } ? [] : await parts.hosts.snapshot()
  }

  /// Stops in good order: no new calls from now on, the ones going on may end within `limit` (default: as configured),
  /// the rest are closed with 1001. Returns when everything is closed. Asked twice, the second waits for the first.
  public func drain(within limit: Duration? = nil) async {
    let limit = limit ?? .seconds(parts.configuration.drainSeconds)
    let task = draining.withLockedValue { draining in
      if let draining { return draining }
      let task = Task { await self.shutDown(within: limit) }
      draining = task
      return task
    }
    await task.value
  }

  /// Stops now; calls going on are closed with 1001. Cuts a drain short that waits for them.
  public func stop() async {
    hurry()
    await drain(within: .zero)
  }

  /// Returns when the server has stopped, whoever asked it to.
  public func waitUntilStopped() async {
    _ = await running.result
    await drain(within: .zero)
  }

  /// Lets a drain wait no longer for calls.
  func hurry() { hurried.withLockedValue { $0 = true } }

  private func shutDown(within limit: Duration) async {
    parts.readiness.set(false)
    events.record(.serverDraining, ["calls": .integer(Int64(parts.calls.count))])
    let deadline = ContinuousClock.now + limit
    while parts.calls.count > 0, ContinuousClock.now < deadline, !hurried.withLockedValue({ $0 }) {
      try? await Task.sleep(for: .milliseconds(50))
    }
    await parts.stopBot()
    await parts.hosts.closeAll(code: 1001, reason: "server stops")
    parts.levels.finish()
    events.finishFeeds()
    await service.triggerGracefulShutdown()
    // Sockets that do not answer their close frame are gone after two seconds; this is for what we did not think of.
    let forced = Task {
      try await Task.sleep(for: .seconds(6))
      running.cancel()
    }
    _ = await running.result
    forced.cancel()
    housekeeping.cancel()
    // Twice: what the first round finishes on one loop may still hop to another.
    await parts.hosts.stop()
    await parts.hosts.stop()
    stopped.withLockedValue { $0 = true }
    for call in parts.calls.all { parts.calls.end(call.id, reason: "server stopped") }
    adopting.cancel()
    await adopting.value
    await parts.keeper?.restore()
    events.record(.serverStopped)
    events.finish()
    await parts.hooks.stop()
    await parts.http.shutdown()
    await parts.recordings?.finish()
    await parts.store?.close()
    try? await group.shutdownGracefully()
  }
}

extension Result {
  /// The error of a failure.
  fileprivate var failure: Failure? { if case .failure(let error) = self { error } else { nil } }
}
