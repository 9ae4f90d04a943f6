import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import PatchNet

/// Stand-ins for the local APIs of ngrok and cloudflared: what they say of a tunnel that leads to a port of this machine.
public final class TunnelLab: Sendable {
  public struct State: Sendable {
    /// Where ngrok's tunnel leads; nil: it has none.
    public var ngrok: (port: Int, url: String)?
    /// An ngrok of version 3 that tells of endpoints alone.
    public var hasOnlyEndpoints = false
    /// The host of cloudflared's quick tunnel.
    public var cloudflared: String?
  }

  private let group: MultiThreadedEventLoopGroup
  private let listener: LabListener
  private let state: NIOLockedValueBox<State>

  public static func start(port: Int = 0) async throws -> TunnelLab {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let state = NIOLockedValueBox(State())
    do {
      let listener = try await LabListener.start(port: port, tls: nil, group: group, upgrade: { _ in .pass }) {
        request in
        Self.answer(request, state.withLockedValue { $0 })
      }
      return TunnelLab(group, listener, state)
    } catch {
      try? await group.shutdownGracefully()
      throw error
    }
  }

  private init(_ group: MultiThreadedEventLoopGroup, _ listener: LabListener, _ state: NIOLockedValueBox<State>) {
    self.group = group
    self.listener = listener
    self.state = state
  }

  public func set(_ body: (inout State) -> Void) { state.withLockedValue { body(&$0) } }

  /// What NGROK_API is set to.
  public var ngrokAPI: String { "http://127.0.0.1:\(listener.port)/api" }
  /// What CLOUDFLARED_METRICS is set to.
  public var cloudflaredMetrics: String { "127.0.0.1:\(listener.port)" }

  public func stop() async {
    await listener.stop()
    try? await group.shutdownGracefully()
  }

  private static func answer(_ request: LabRequest, _ state: State) -> LabReply {
    switch request.path {
    case "/api/tunnels" where !state.hasOnlyEndpoints:
      let tunnels: [JSONValue] =
        state.ngrok.map { tunnel in
          [
            [
              "name": "other", "uri": "/api/tunnels/other", "public_url": "https://other.ngrok.app", "proto": "https",
              "config": ["addr": "http://localhost:1", "inspect": true],
            ],
            [
              "name": "command_line", "uri": "/api/tunnels/command_line", "public_url": .string(tunnel.url),
              "proto": "https", "config": ["addr": .string("http://localhost:\(tunnel.port)"), "inspect": true],
            ],
          ]
        } ?? []
      return LabReply(200, ["tunnels": .array(tunnels), "uri": "/api/tunnels"])
    case "/api/endpoints" where state.hasOnlyEndpoints:
      let endpoints: [JSONValue] =
        state.ngrok.map { tunnel in
          [
            [
              "name": "command_line", "url": .string(tunnel.url),
              "upstream": ["url": .string("http://localhost:\(tunnel.port)"), "protocol": "http1"],
            ]
          ]
        } ?? []
      return LabReply(200, ["endpoints": .array(endpoints)])
    case "/quicktunnel": return state.cloudflared.map { LabReply(200, ["hostname": .string($0)]) } ?? .notFound
    default: return .notFound
    }
  }
}
