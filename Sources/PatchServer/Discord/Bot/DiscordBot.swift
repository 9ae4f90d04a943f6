import HTTPTypes
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import PatchEngine
import PatchNet

/// The bot: takes commands, joins voice channels, and joins them to the telephone.
actor DiscordBot {
  struct Parts: Sendable {
    let settings: DiscordSettings
    let policy: CallPolicy
    let calls: CallRegistry
    let outbound: OutboundCalls
    let hosts: RoomHosts
    let lines: NumberLines
    let waiting: WaitingCalls
    let names: DiscordNames
    let address: ServerAddress
    let events: EventLog
    let store: Store?
  }

  let parts: Parts
  let rest: DiscordRest
  private let webSockets: WebSocketClient
  private var gateway: DiscordGateway?
  private var running: Task<Void, Never>?
  private var user: UInt64 = 0
  private var application = ""
  private(set) var name: String?
  private var isRefused = false
  /// Who is in which voice channel, by server.
  private var present: [UInt64: [UInt64: UInt64]] = [:]
  private var bots: Set<UInt64> = []
  private(set) var lines: [UInt64: ChannelLine] = [:]
  /// Bridges that are saying goodbye.
  private var departing: [DiscordBridge] = []
  private var leaving: [UInt64: Task<Void, Never>] = [:]
  private(set) var isReady = false
  /// How long a channel may be empty before its calls are ended.
  static let patience = Duration.seconds(5)

  init(_ parts: Parts, http: any HTTPTransport) {
    self.parts = parts
    var tls = TLSConfiguration.makeClientConfiguration()
    if let authority = parts.settings.authority, let trusted = try? NIOSSLCertificate.fromPEMFile(authority) {
      tls.trustRoots = .certificates(trusted)
    }
    webSockets = WebSocketClient(tls: tls)
    rest = DiscordRest(base: parts.settings.apiBase, token: parts.settings.token, http: http)
  }

  /// Connects, and stays so until `stop`. `refused` is told when Discord will not have us from the start.
  func start(_ refused: @escaping @Sendable (String) -> Void = { _ in }) {
    // Servers, and who is in their voice channels.
    let gateway = DiscordGateway(rest: rest, webSockets: webSockets, intents: 1 << 0 | 1 << 7) {
      [weak self] type, data in
      await self?.take(type, data)
    }
    self.gateway = gateway
    let events = parts.events
    running = Task {
      do {
        try await gateway.run()
      } catch is CancellationError {
      } catch {
        // Later on the telephone goes on without Discord.
        if !isReady { refused("Discord refuses the bot: \(error)") }
        events.record(.discordRefused, ["reason": .string("\(error)")], level: .error)
        isRefused = true
      }
    }
    parts.calls.whenEnded { [weak self] call, _ in
      Task { await self?.ended(call) }
    }
    parts.calls.whenAdmitted { [weak self] call in
      Task { await self?.admitted(call) }
    }
  }

  /// How the bot is, for whoever looks.
  var state: (word: String, user: String?, guilds: Int) {
    (isRefused ? "down" : isReady ? "ready" : "connecting", name, present.count)
  }

  func stop() async {
    running?.cancel()
    for line in lines.values { await line.bridge.stop() }
    for bridge in departing { await bridge.stop() }
    lines = [:]
    departing = []
  }

  // MARK: What the gateway says

  private func take(_ type: String, _ data: JSONNode) async {
    switch type {
    case "READY":
      user = data["user"]["id"].id ?? 0
      name = data["user"]["username"].string
      application = data["application"]["id"].string ?? ""
      isReady = true
      parts.events.record(.discordReady, ["user": .string(String(user))])
    case "GUILD_CREATE": await enter(data)
    case "VOICE_STATE_UPDATE": moved(data)
    case "VOICE_SERVER_UPDATE":
      guard let guild = data["guild_id"].id, let line = lines[guild] else { return }
      line.bridge.voice.server(endpoint: data["endpoint"].string, token: data["token"].string ?? "")
    case "INTERACTION_CREATE":
      guard let asked = PhoneInteraction(data) else { return }
      Task { await self.answer(asked) }
    default: break
    }
  }

  /// A server that the bot is in. Where it is not enabled it does nothing.
  private func enter(_ data: JSONNode) async {
    guard let guild = data["id"].id else { return }
    parts.names.learn(guild: data)
    present[guild] = [:]
    for state in data["voice_states"].array {
      if let who = state["user_id"].id, let channel = state["channel_id"].id { present[guild]?[who] = channel }
    }
    for member in data["members"].array where member["user"]["bot"].flag == true {
      if let bot = member["user"]["id"].id { bots.insert(bot) }
    }
    guard parts.policy.settings.guilds.contains(String(guild)) else { return }
    do throws(DiscordRest.Failure) {
      try await rest.send(
        .put, "/applications/\(application)/guilds/\(guild)/commands", [PhoneCommand.definition])
      parts.events.record(.discordGuild, owner: String(guild), ["guild": .string(String(guild))])
    } catch {
      parts.events.record(
        .discordRefused, owner: String(guild), ["reason": .string("commands: \(error)")], level: .error)
    }
    // Calls of an earlier process find their channel again.
    for call in calls(of: guild) where !call.isWaiting && lines[guild] == nil {
      if let channel = call.channel.flatMap({ UInt64($0) }) { try? join(channel, in: guild) }
    }
  }

  private func moved(_ data: JSONNode) {
    guard let guild = data["guild_id"].id, let who = data["user_id"].id else { return }
    let channel = data["channel_id"].id
    parts.names.learn(member: data["member"])
    let before = present[guild]?[who]
    if data["member"]["user"]["bot"].flag == true { bots.insert(who) }
    present[guild, default: [:]][who] = channel
    if who == user {
      lines[guild]?.bridge.voice.state(session: data["session_id"].string ?? "", channel: channel)
      if let channel { lines[guild]?.channel = channel }
    }
    if let line = lines[guild], who != user, channel == line.channel, before != channel { line.bridge.newcomer() }
    watch(guild)
  }

  private func isEmpty(_ line: ChannelLine) -> Bool {
    !(present[line.guild] ?? [:]).contains { $0.value == line.channel && $0.key != user && !bots.contains($0.key) }
  }

  /// Ends the calls of a channel in which nobody is left.
  private func watch(_ guild: UInt64) {
    guard let line = lines[guild], isEmpty(line) else {
      leaving.removeValue(forKey: guild)?.cancel()
      return
    }
    guard leaving[guild] == nil else { return }
    leaving[guild] = Task {
      guard (try? await Task.sleep(for: Self.patience)) != nil else { return }
      await self.empty(guild)
    }
  }

  private func empty(_ guild: UInt64) async {
    leaving[guild] = nil
    guard let line = lines[guild], isEmpty(line) else { return }
    for call in calls(of: guild) { try? await parts.outbound.hangUp(call.id, reason: "channel empty") }
    await leave(guild)
  }

  // MARK: Voice

  func calls(of guild: UInt64) -> [Call] { parts.calls.all.filter { $0.owner == String(guild) } }

  /// Where a member is.
  func channel(of user: UInt64, in guild: UInt64) -> UInt64? { present[guild]?[user] }

  /// Joins a voice channel; the room of the server's calls hears it from then on.
  func join(_ channel: UInt64, in guild: UInt64) throws {
    if var line = lines[guild] {
      if line.channel != channel {
        line.channel = channel
        lines[guild] = line
        line.bridge.voice.join(guild: guild, channel: channel)
      }
      return
    }
    let bridge = try DiscordBridge(
      VoiceSessionSettings(user: user, seed: UInt64.random(in: 0 ... .max)), room: ChannelLine.room(guild),
      on: parts.hosts, names: parts.names, trusting: parts.settings.authority
    ) { [weak self] report in
      Task { await self?.voice(report, guild) }
    }
    lines[guild] = ChannelLine(guild: guild, channel: channel, bridge: bridge)
    bridge.voice.join(guild: guild, channel: channel)
  }

  /// Somebody let a caller in, here or elsewhere: the channel hears them.
  private func admitted(_ call: Call) async {
    guard let guild = UInt64(call.owner), parts.policy.settings.guilds.contains(call.owner),
      let channel = lines[guild]?.channel ?? parts.lines.record(call.to)?.channel.flatMap({ UInt64($0) })
    else { return }
    try? join(channel, in: guild)
    await refresh(guild)
  }

  private func voice(_ report: DiscordVoiceReport, _ guild: UInt64) {
    switch report {
    case .signal(let guild, let channel):
      gateway?.send(
        4,
        [
          "guild_id": .string(String(guild)), "channel_id": channel.map { .string(String($0)) } ?? .null,
          "self_mute": false, "self_deaf": false,
        ])
    case .group(let group):
      parts.events.record(
        .discordGroup, owner: String(guild),
        ["epoch": .integer(Int64(clamping: group.epoch)), "privacy_code": .string(group.privacyCode)])
    case .event, .media: break
    }
  }

  private func leave(_ guild: UInt64) async {
    guard let line = lines.removeValue(forKey: guild) else { return }
    await show("", in: line.channel)
    line.bridge.voice.leave()
    gateway?.send(4, ["guild_id": .string(String(guild)), "channel_id": nil, "self_mute": false, "self_deaf": false])
    // Its goodbye is on the way; the sockets close when it is said.
    departing.append(line.bridge)
    try? await Task.sleep(for: .milliseconds(200))
    guard departing.contains(where: { $0 === line.bridge }) else { return }
    departing.removeAll { $0 === line.bridge }
    await line.bridge.stop()
  }

  private func ended(_ call: Call) async {
    guard let guild = UInt64(call.owner), lines[guild] != nil else { return }
    if calls(of: guild).isEmpty { await leave(guild) } else { await refresh(guild) }
  }

  /// The channel's status shows the call.
  func refresh(_ guild: UInt64) async {
    guard let line = lines[guild] else { return }
    let numbers = calls(of: guild).map { MaskedNumber.of($0.direction == .outbound ? $0.to : $0.from) }
    await show(numbers.isEmpty ? "" : "On the phone: " + numbers.joined(separator: ", "), in: line.channel)
  }

  private func show(_ text: String, in channel: UInt64) async {
    // Needs a permission that the bot may not have; a call does not depend on it.
    _ = try? await rest.send(.put, "/channels/\(channel)/voice-status", ["status": .string(String(text.prefix(500)))])
  }
}

extension EventType {
  static let discordReady: EventType = "discord.ready"
  static let discordGuild: EventType = "discord.guild"
  /// Discord will not have the bot; `reason` says why.
  static let discordRefused: EventType = "discord.refused"
  /// The keys of a channel are new; all members see the same privacy code.
  static let discordGroup: EventType = "discord.group"
}
