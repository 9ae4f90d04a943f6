public import NIOCore
import NIOPosix
import NIOSSL
public import PatchEngine
public import PatchNet

/// What a voice connection tells its owner: on its event loop, and in order.
public enum DiscordVoiceReport: Sendable {
  /// Send op 4 on the main gateway; channel nil leaves.
  case signal(guild: UInt64, channel: UInt64?)
  /// One Opus packet of somebody in the channel.
  case media(VoiceMedia, [UInt8])
  /// Something happened.
  case event(VoiceEvent)
  /// The group of the channel is a new one. All members see the same privacy code; encryption ends here, the phone leg
  /// is not end-to-end encrypted.
  case group(DiscordGroup)
}

/// Who shares the keys of a channel.
public struct DiscordGroup: Sendable, Equatable {
  public var epoch: UInt64
  /// Users, ourselves among them.
  public var members: [UInt64]
  /// Thirty digits.
  public var privacyCode: String
}

/// One connection to a Discord voice channel: the sockets, the clock and the threads around a `VoiceSession`.
///
/// The session lives on one event loop; the group's key work runs beside it, so that a Welcome delays no packet. The main
/// gateway is the owner's: hand in what it says about our own voice state and the voice server.
public final class DiscordVoice: Sendable {
  private let loop: any EventLoop
  private let core: NIOLoopBoundBox<DiscordVoiceCore?>

  /// Nothing is opened before `join`. `report` is called on `loop`.
  public init(
    _ settings: VoiceSessionSettings, loop: any EventLoop, webSockets: WebSocketClient,
    report: @escaping @Sendable (DiscordVoiceReport) -> Void
  ) {
    self.loop = loop
    core = .makeEmptyBox(valueType: DiscordVoiceCore.self, eventLoop: loop)
    loop.execute { [core] in
      core.value = try? DiscordVoiceCore(settings, loop: loop, webSockets: webSockets, report: report)
    }
  }

  /// On `loop`, or any of the process, trusting one authority (a PEM file) in place of the system's.
  public convenience init(
    _ settings: VoiceSessionSettings, on loop: (any EventLoop)? = nil, trusting authority: String?,
    report: @escaping @Sendable (DiscordVoiceReport) -> Void
  ) throws {
    var tls = TLSConfiguration.makeClientConfiguration()
    if let authority { tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(authority)) }
    self.init(
      settings, loop: loop ?? MultiThreadedEventLoopGroup.singleton.next(), webSockets: WebSocketClient(tls: tls),
      report: report)
  }

  /// Asks for a channel; the answers come through `state` and `server`.
  public func join(guild: UInt64, channel: UInt64, isStage: Bool = false) {
    run { $0.session.join(guild: guild, channel: channel, isStage: isStage, at: $1) }
  }

  /// Our own VOICE_STATE_UPDATE; channel nil: we are out.
  public func state(session: String, channel: UInt64?) {
    run { try? $0.session.state(session: Array(session.utf8).span, channel: channel, at: $1) }
  }

  /// VOICE_SERVER_UPDATE; endpoint nil: the server went away, another one follows.
  public func server(endpoint: String?, token: String) {
    run {
      try? $0.session.server(endpoint: Array((endpoint ?? "").utf8).span, token: Array(token.utf8).span, at: $1)
    }
  }

  /// Says goodbye and leaves the channel.
  public func leave() { run { $0.session.leave(at: $1) } }

  /// One Opus packet; call every 20 ms while there is sound. What cannot be sent now is dropped and counted. It goes out at
  /// once when this is called on `loop`.
  public func send(_ opus: [UInt8]) {
    guard loop.inEventLoop else { return run { try? $0.session.send(opus.span, at: $1) } }
    core.value?.run { try? $0.session.send(opus.span, at: $1) }
  }

  /// For somebody on `loop` with a clock of their own: while they call this every 20 ms, no timer is needed.
  func tick() { core.value?.tick() }

  public func statistics() async -> VoiceStatistics {
    let found = try? await loop.submit { [core] in core.value?.session.statistics }.get()
    return found.flatMap(\.self) ?? VoiceStatistics()
  }

  /// Closes everything at once, without a word.
  public func stop() async {
    let keys = try? await loop.submit { [core] in
      defer { core.value = nil }
      return core.value?.stop()
    }.get()
    // It calls back on the loop, which may end when this returns.
    await keys.flatMap(\.self)?.ended()
  }

  private func run(_ body: @escaping @Sendable (DiscordVoiceCore, Moment) -> Void) {
    loop.execute { [core] in core.value?.run(body) }
  }
}
