import NIOCore
import NIOPosix
import NIOSSL
import PatchNet

/// A small Discord on loopback: REST, main gateway, voice, and a way to act as its users.
public final class DiscordLab: Sendable {
  /// Who is where. Everything can be seen and changed here.
  let world: DiscordWorld
  /// What clients are to trust; nil without TLS.
  public let authority: TestAuthority?
  /// Event loops of the Lab's own.
  let group: MultiThreadedEventLoopGroup
  private let listener: LabListener
  private let gates: LabListener
  private let control: LabListener
  /// Voice gateways and forwarding units.
  let voice: VoiceServers
  private let housekeeping: Task<Void, Never>
  private let settings: DiscordLabSettings
  /// Opens the control interface; a page in a browser cannot guess it.
  public let controlToken: String

  /// Listens when this returns.
  public static func start(_ settings: DiscordLabSettings = DiscordLabSettings()) async throws -> DiscordLab {
    let authority = settings.usesTLS ? try TestAuthority() : nil
    if let file = settings.authorityFile { try authority?.write(to: file) }
    let world = DiscordWorld(seed: settings.seed, followsClock: settings.followsClock)
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    do {
      return try await open(settings, world, authority, group)
    } catch {
      try? await group.shutdownGracefully()
      throw error
    }
  }

  private static func open(
    _ settings: DiscordLabSettings, _ world: DiscordWorld, _ authority: TestAuthority?,
    _ group: MultiThreadedEventLoopGroup
  ) async throws -> DiscordLab {
    let tls = try authority?.serverTLS()
    let rest = RestServer(world)
    let gateway = GatewayUpgrades(world: world, interval: settings.heartbeat)
    let listener = try await LabListener.start(
      port: settings.port, tls: tls, group: group, upgrade: gateway.decide, answer: rest.answer)
    let token = SecureRandom.token()
    var open = [listener]
    var servers: VoiceServers?
    do {
      // A port of its own, as it has a host of its own: clients that keep connections would upgrade one of REST's.
      let gates = try await LabListener.start(tls: tls, group: group, upgrade: gateway.decide)
      open.append(gates)
      let scheme = tls == nil ? "ws" : "wss"
      world.with { state in
        state.gatewayURL = "\(scheme)://127.0.0.1:\(gates.port)"
        state.resumeWindow = settings.resumeWindow
      }
      var own = VoiceSettings()
      own.seed = settings.seed
      let voice = try await VoiceServers.start(world: world, tls: tls, group: group, settings: own)
      servers = voice
      world.setVoiceRegion(voice)
      let interface = ControlServer(world, voice, token: token)
      let control = try await LabListener.start(
        port: settings.controlPort, tls: nil, group: group, upgrade: { _ in .pass }, answer: interface.answer)
      return DiscordLab(settings, world, authority, group, listener, gates, control, voice, token)
    } catch {
      await servers?.stop()
      for listener in open { await listener.stop() }
      throw error
    }
  }

  private init(
    _ settings: DiscordLabSettings, _ world: DiscordWorld, _ authority: TestAuthority?,
    _ group: MultiThreadedEventLoopGroup, _ listener: LabListener, _ gates: LabListener,
    _ control: LabListener, _ voice: VoiceServers, _ token: String
  ) {
    self.settings = settings
    self.world = world
    self.authority = authority
    self.group = group
    self.listener = listener
    self.gates = gates
    self.control = control
    self.voice = voice
    controlToken = token
    housekeeping = Task {
      while !Task.isCancelled {
        try? await Task.sleep(for: .milliseconds(500))
        world.with { $0.expireSessions(now: .now()) }
      }
    }
  }

  /// Where REST begins: `https://127.0.0.1:…/api/v10`.
  public var restURL: String { "\(settings.usesTLS ? "https" : "http")://127.0.0.1:\(listener.port)/api/v10" }

  /// What `GET /gateway` says.
  public var gatewayURL: String { world.with { $0.gatewayURL } }

  public var controlURL: String { "http://127.0.0.1:\(control.port)" }

  /// Closes everything.
  public func stop() async {
    housekeeping.cancel()
    await control.stop()
    await listener.stop()
    await gates.stop()
    await voice.stop()
    try? await group.shutdownGracefully()
  }
}
