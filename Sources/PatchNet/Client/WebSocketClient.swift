import HTTPTypes
public import NIOCore
import NIOHTTP1
import NIOPosix
public import NIOSSL
import NIOWebSocket

/// `WebSocketTransport` on SwiftNIO.
public struct WebSocketClient: WebSocketTransport {
  private let group: any EventLoopGroup
  private let tls: TLSConfiguration

  /// - Parameters:
  ///   - group: the event loops; the default is the process's shared ones.
  ///   - tls: whom to trust for `wss`; the default is the system's certificates.
  public init(group: (any EventLoopGroup)? = nil, tls: TLSConfiguration? = nil) {
    self.group = group ?? MultiThreadedEventLoopGroup.singleton
    self.tls = tls ?? .clientDefault
  }

  public func connect<Result: Sendable>(
    _ request: WebSocketRequest, _ body: @Sendable (any WebSocketLink) async throws -> Result
  ) async throws -> Result {
    let (channel, head) = try await open(request)
    var fields = HTTPFields()
    for (name, value) in head.headers {
      if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
    }
    let kept = fields
    return try await channel.executeThenClose { inbound, outbound in
      let link = Link(fields: kept, events: inbound, outbound: outbound, channel: channel.channel)
      do {
        let result = try await body(link)
        await link.close(code: 1000, reason: "")
        return result
      } catch {
        await link.close(code: 1000, reason: "")
        throw error
      }
    }
  }

  private typealias Upgraded = NIOAsyncChannel<WebSocketEvent, WebSocketCommand>

  /// A connection on its way to be a WebSocket.
  private struct Attempt: Sendable {
    let channel: any Channel
    let upgraded: EventLoopFuture<Upgraded>

    /// Closes it, whatever becomes of the upgrade.
    func abandon() {
      // An async channel that comes about after all has to be finished, or it traps.
      upgraded.whenSuccess { late in Task { try? await late.executeThenClose { _, _ in } } }
      channel.close(promise: nil)
    }
  }

  private func open(_ request: WebSocketRequest) async throws -> (Upgraded, HTTPResponseHead) {
    guard let address = WebAddress(request.address), address.scheme.hasPrefix("ws") else {
      throw WebFailure.address(request.address)
    }
    let secure = request.route?.secure ?? address.isSecure
    let context = secure ? try NIOSSLContext(configuration: tls) : nil
    let head = group.any().makePromise(of: HTTPResponseHead.self)
    let attempt: Attempt
    do {
      attempt = try await ClientBootstrap(group: group)
        .connectTimeout(request.timeout)
        .channelOption(.tcpOption(.tcp_nodelay), value: 1)
        .channelOption(.allowRemoteHalfClosure, value: true)  // see Doorkeeper
        .connect(host: request.route?.host ?? address.host, port: request.route?.port ?? address.port) { channel in
          channel.eventLoop.makeCompletedFuture {
            if let context {
              // A server name is a name: an IP address is refused there.
              let tls = try NIOSSLClientHandler(
                context: context, serverHostname: address.isAddress ? nil : address.host)
              try channel.pipeline.syncOperations.addHandler(tls)
            }
            try channel.pipeline.syncOperations.addHandler(Doorkeeper())
            return Attempt(channel: channel, upgraded: try Self.upgrade(channel, request, address, head))
          }
        }
    } catch {
      head.fail(error)
      throw Self.failure(error)
    }
    return try await finish(attempt, head, timeout: request.timeout)
  }

  /// Puts HTTP, the upgrade and `StatusCatcher` into a new connection's pipeline.
  private static func upgrade(
    _ channel: any Channel, _ request: WebSocketRequest, _ address: WebAddress,
    _ head: EventLoopPromise<HTTPResponseHead>
  ) throws -> EventLoopFuture<Upgraded> {
    var headers = HTTPHeaders([("Host", address.authority)])
    for field in request.fields { headers.add(name: field.name.rawName, value: field.value) }
    let upgrader = NIOTypedWebSocketClientUpgrader<Upgraded>(
      maxFrameSize: request.maxMessage, enableAutomaticErrorHandling: false
    ) { channel, _ in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.addHandler(
          WebSocketConversation(maxMessage: request.maxMessage, pingInterval: request.pingInterval))
        return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
      }
    }
    var configuration = NIOUpgradableHTTPClientPipelineConfiguration<Upgraded>(
      upgradeConfiguration: NIOTypedHTTPClientUpgradeConfiguration(
        upgradeRequestHead: HTTPRequestHead(
          version: .http1_1, method: .GET, uri: address.target, headers: headers),
        upgraders: [upgrader]
      ) { channel in
        // The refusal itself is in `head`.
        channel.close().flatMapThrowing { throw WebFailure.closed }
      })
    // The first frames may share a segment with the 101.
    configuration.leftOverBytesStrategy = .forwardBytes
    let upgraded = try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
      configuration: configuration)
    let handler = try channel.pipeline.syncOperations.handler(
      type: NIOTypedHTTPClientUpgradeHandler<Upgraded>.self)
    try channel.pipeline.syncOperations.addHandler(StatusCatcher(head), position: .before(handler))
    return upgraded
  }

  private func finish(
    _ attempt: Attempt, _ head: EventLoopPromise<HTTPResponseHead>, timeout: TimeAmount
  ) async throws -> (Upgraded, HTTPResponseHead) {
    let late = head.futureResult.eventLoop.scheduleTask(in: timeout) { head.fail(WebFailure.timeout) }
    defer { late.cancel() }
    let answer: HTTPResponseHead
    do {
      answer = try await head.futureResult.get()
    } catch {
      attempt.abandon()
      throw Self.failure(error)
    }
    guard answer.status.code == 101 else {
      attempt.abandon()
      var fields = HTTPFields()
      for (name, value) in answer.headers {
        if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
      }
      throw WebFailure.refused(status: Int(answer.status.code), fields: fields)
    }
    do {
      let connection = try await attempt.upgraded.get()
      connection.channel.triggerUserOutboundEvent(UpgradeIsOver(), promise: nil)
      return (connection, answer)
    } catch {
      attempt.abandon()
      throw WebFailure.protocol("the 101 answer does not fit the request: \(error)")
    }
  }

  private static func failure(_ error: any Error) -> WebFailure {
    switch error {
    case let error as WebFailure: error
    case let error as NIOSSLError: .tls(String(describing: error))
    case let error as NIOSSLExtraError: .tls(String(describing: error))
    case let error as HTTPParserError: .protocol(String(describing: error))
    case ChannelError.connectTimeout: .timeout
    default: .unreachable(String(describing: error))
    }
  }

  private struct Link: WebSocketLink {
    let fields: HTTPFields
    let events: any AsyncSequence<WebSocketEvent, any Error> & Sendable
    let outbound: NIOAsyncChannelOutboundWriter<WebSocketCommand>
    let channel: any Channel

    init(
      fields: HTTPFields, events: NIOAsyncChannelInboundStream<WebSocketEvent>,
      outbound: NIOAsyncChannelOutboundWriter<WebSocketCommand>, channel: any Channel
    ) {
      self.fields = fields
      self.events = events
      self.outbound = outbound
      self.channel = channel
    }

    func send(_ message: WebSocketMessage) async throws {
      do {
        try await outbound.write(.message(message))
      } catch let error as CancellationError {
        throw error
      } catch {
        throw WebFailure.closed
      }
    }

    func close(code: UInt16, reason: String) async {
      guard channel.isActive else { return }
      // Not through the writer: a cancelled task must still say goodbye.
      let goodbye = WebSocketCommand.close(code: code, reason: reason)
      try? await channel.writeAndFlush(goodbye).get()
      try? await channel.closeFuture.get()
    }

    func drop() async { try? await channel.close().get() }

    func setReading(_ on: Bool) async {
      try? await channel.triggerUserOutboundEvent(WebSocketReading(on: on)).get()
    }
  }
}
