import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import PatchNet

/// The Lab's voice servers on loopback: WebSocket listeners, a UDP socket each, and one desk behind them.
final class VoiceServers: VoiceRegion {
  /// What happens on the one event loop of the desk.
  private struct State {
    let desk: VoiceDesk
    let live: (VoiceSeat, Bool) -> Void
    var sockets: [Int: any Channel] = [:]
    var datagrams: [any Channel] = []
    var timer: Scheduled<Void>?
    var armed = UInt64.max
  }

  let endpoints: [String]
  private let loop: any EventLoop
  private let state: NIOLoopBoundBox<State?>
  private let listeners: [LabListener]
  private let udp: [any Channel]

  /// Connections are counted across all servers.
  private final class Door: Sendable {
    let count = NIOLockedValueBox(0)
    let servers = NIOLockedValueBox<VoiceServers?>(nil)
  }

  /// - Parameters:
  ///   - world: decides who may enter.
  ///   - count: how many servers there are to move between.
  static func start(
    world: DiscordWorld, tls: TLSConfiguration?, group: any EventLoopGroup, count: Int = 2,
    settings: VoiceSettings = VoiceSettings()
  ) async throws -> VoiceServers {
    let loop = group.next()
    let door = Door()
    var listeners: [LabListener] = []
    var udp: [any Channel] = []
    for server in 0..<count {
      listeners.append(
        try await LabListener.start(tls: tls, group: group) { head in
          let version = head.uri.split(separator: "?").last?.split(separator: "&").first { $0.hasPrefix("v=") }
          return .accept { channel in
            let id = door.count.withLockedValue { count -> Int in
              count += 1
              return count
            }
            let servers = door.servers.withLockedValue { $0 }
            try channel.pipeline.syncOperations.addHandler(
              VoiceSocket { happening in
                servers?.happened(happening, id, server, Int(version?.dropFirst(2) ?? "") ?? 0)
              })
          }
        })
      udp.append(
        try await DatagramBootstrap(group: loop)
          .channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
              try channel.pipeline.syncOperations.addHandler(
                VoiceDatagrams { address, bytes in
                  door.servers.withLockedValue { $0 }?.datagram(bytes, address, server)
                })
            }
          }
          .bind(host: "127.0.0.1", port: 0).get())
    }
    let ports = udp.map { $0.localAddress?.port ?? 0 }
    let endpoints = listeners.map { "127.0.0.1:\($0.port)" }
    let channels = udp
    let state = try await loop.submit {
      let desk = VoiceDesk(
        settings: settings,
        servers: zip(endpoints, ports).map { VoiceDesk.Server(endpoint: $0, address: "127.0.0.1", port: $1) }
      ) { guild, user, session, token, endpoint throws(VoiceRefusal) in
        try world.admit(
          guild: Snowflake(guild), user: Snowflake(user), session: session, token: token, endpoint: endpoint)
      }
      let made = State(desk: desk, live: { world.voiceIsLive($0, $1) }, datagrams: channels)
      return NIOLoopBoundBox<State?>(made, eventLoop: loop)
    }.get()
    let servers = VoiceServers(endpoints, loop, state, listeners, udp)
    door.servers.withLockedValue { $0 = servers }
    return servers
  }

  private init(
    _ endpoints: [String], _ loop: any EventLoop, _ state: NIOLoopBoundBox<State?>, _ listeners: [LabListener],
    _ udp: [any Channel]
  ) {
    self.endpoints = endpoints
    self.loop = loop
    self.state = state
    self.listeners = listeners
    self.udp = udp
  }

  func stop() async {
    for listener in listeners { await listener.stop() }
    for channel in udp { try? await channel.close().get() }
    try? await loop.submit {
      self.state.value?.timer?.cancel()
      self.state.value = nil
    }.get()
  }

  // MARK: The rest of the Lab

  func apply(_ change: VoiceChange) {
    // Always queued: the caller holds the world's lock, and what follows may ask the world.
    loop.execute { self.work { $0.apply(change, now: $1) } }
  }

  func perform(_ intervention: VoiceIntervention) async {
    try? await loop.submit { self.work { $0.perform(intervention, now: $1) } }.get()
  }

  func report() async -> VoiceReport {
    let report = try? await loop.submit { self.state.value?.desk.report() }.get()
    return report.flatMap(\.self) ?? VoiceReport(users: [], channels: [])
  }

  // MARK: Work

  private func happened(_ happening: VoiceSocket.Happening, _ id: Int, _ server: Int, _ version: Int) {
    loop.execute {
      switch happening {
      case .opened(let channel): self.state.value?.sockets[id] = channel
      case .closed: self.state.value?.sockets[id] = nil
      case .text, .binary: break
      }
      self.work { desk, now in
        switch happening {
        case .opened: desk.opened(id, server: server, version: version, now: now)
        case .text(let bytes): desk.text(id, bytes, now: now)
        case .binary(let bytes): desk.binary(id, bytes, now: now)
        case .closed(let code): desk.closed(id, code: code, now: now)
        }
      }
    }
  }

  private func datagram(_ bytes: [UInt8], _ address: SocketAddress, _ server: Int) {
    work { $0.datagram(bytes, from: address, server: server, now: $1) }
  }

  /// Lets the desk do something, then does what the desk wants. On the loop.
  private func work(_ body: (VoiceDesk, UInt64) -> Void) {
    guard let desk = state.value?.desk else { return }
    let now = NIODeadline.now().uptimeNanoseconds / 1000
    body(desk, now)
    desk.advance(now: now)
    for effect in desk.take() { perform(effect) }
    arm(desk.wake)
  }

  private func perform(_ effect: VoiceEffect) {
    switch effect {
    case .text(let id, let text): write(.text(ByteBuffer(string: text)), to: id)
    case .binary(let id, let bytes): write(.binary(ByteBuffer(bytes: bytes)), to: id)
    case .close(let id, let code?): write(.close(code: code, reason: ""), to: id)
    case .close(let id, nil): state.value?.sockets[id]?.close(promise: nil)
    case .datagram(let server, let address, let bytes):
      state.value?.datagrams[server].writeAndFlush(
        AddressedEnvelope(remoteAddress: address, data: ByteBuffer(bytes: bytes)), promise: nil)
    case .live(let seat, let isLive): state.value?.live(seat, isLive)
    }
  }

  private func write(_ output: WebSocketOutput, to id: Int) {
    state.value?.sockets[id]?.writeAndFlush(output, promise: nil)
  }

  private func arm(_ wake: UInt64?) {
    guard let wake else { return }
    if let armed = state.value?.armed, armed <= wake { return }
    state.value?.timer?.cancel()
    state.value?.armed = wake
    state.value?.timer = loop.scheduleTask(deadline: .uptimeNanoseconds(wake * 1000)) {
      self.state.value?.armed = .max
      self.work { _, _ in }
    }
  }
}
