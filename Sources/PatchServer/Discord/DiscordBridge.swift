public import PatchEngine

/// A Discord channel that takes part in a room: everybody in the room hears everybody in the channel, and the other way
/// round. End-to-end encryption ends here.
public final class DiscordBridge: Sendable {
  public let voice: DiscordVoice
  let status: BridgeStatus
  private let link: LegLink

  /// The leg joins the room at once; the channel follows with `voice.join`.
  /// - Parameters:
  ///   - room: its name, as for calls.
  ///   - authority: a PEM file to trust in place of the system's.
  ///   - report: everything but sound.
  public convenience init(
    _ settings: VoiceSessionSettings, room: String, on server: PhonepatchServer, trusting authority: String? = nil,
    report: @escaping @Sendable (DiscordVoiceReport) -> Void
  ) throws {
    try self.init(
      settings, room: room, on: server.parts.hosts, names: server.parts.names, trusting: authority, report: report)
  }

  init(
    _ settings: VoiceSessionSettings, room: String, on hosts: RoomHosts, names: DiscordNames,
    trusting authority: String? = nil,
    report: @escaping @Sendable (DiscordVoiceReport) -> Void
  ) throws {
    let legID = Identity.make("leg")
    let link = hosts.link(room: room, legID: legID)
    let status = BridgeStatus(user: settings.user, names: names)
    self.link = link
    self.status = status
    let voice = try DiscordVoice(settings, on: link.loop, trusting: authority) { told in
      if case .media(let media, let packet) = told { return link.packet(media, packet) }
      status.take(told)
      report(told)
    }
    self.voice = voice
    link.join(
      RoomBridge(
        legID: legID, room: room, status: status, send: { [weak voice] in voice?.send($0) },
        tick: { [weak voice] in voice?.tick() }))
  }

  /// Somebody came into the channel: what they say is not recorded before they were told.
  func newcomer() { link.newcomer() }

  /// Leaves the room and closes the connection.
  public func stop() async {
    link.leave(reason: "bridge stopped")
    await voice.stop()
  }
}

/// A leg of a room that is a Discord channel: where its sound goes.
struct RoomBridge: Sendable {
  let legID: String
  let room: String
  let status: BridgeStatus
  /// Microseconds since 1970.
  let joined = WallClock.microseconds()
  /// Told that a caller is live; how often it is being told that the call is recorded.
  var isTold = false
  var tellings = 0
  /// Called on the room's loop with each Opus packet.
  let send: @Sendable ([UInt8]) -> Void
  /// The same, every 20 ms.
  let tick: @Sendable () -> Void
}

extension LegLink {
  func join(_ bridge: RoomBridge) { run { $0.join(bridge) } }

  func newcomer() { run { [legID] in $0.newcomer(legID) } }

  func packet(_ media: VoiceMedia, _ opus: [UInt8]) { run { [legID] in $0.packet(legID, media, opus) } }
}
