import NIOCore
import PatchNet
import Testing

@testable import PatchLab
@testable import PatchServer

/// A bot of ours between a Discord and a telephone network, both of the Lab.
struct BotStage {
  let bridge: Bridge
  let discord: DiscordLab
  let guild: Snowflake
  let text: Snowflake
  let voice: Snowflake
  /// Manages the server, and is in the voice channel.
  let boss: Snowflake
  let bot: Snowflake

  func say(
    _ path: String, _ values: [String: JSONValue] = [:], as user: Snowflake? = nil
  ) async throws -> String {
    let id = try discord.world.run("phone " + path, values, as: user ?? boss, in: text)
    return try await discord.world.outcome(of: id, atMost: .seconds(15))["message"]["content"].string ?? ""
  }

  /// The bot's newest message in the voice channel's chat.
  var announcement: LabMessage? {
    discord.world.with { state in state.messages[voice]?.last { $0.author.id == bot } }
  }

  func inVoice() -> Bool { discord.world.seat(guild: guild, user: bot)?.channel == voice }
}

func withBotStage(
  phones: [String: LabPhone] = [Bridge.friend: LabPhone()], enabled: Bool = true,
  _ change: (inout ServerConfiguration) -> Void = { _ in }, _ body: (BotStage) async throws -> Void
) async throws {
  var settings = DiscordLabSettings(seed: 7)
  let folder = try TemporaryFolder()
  settings.authorityFile = folder.path + "/authority.pem"
  let discord = try await DiscordLab.start(settings)
  let world = discord.world
  let guild = world.addGuild(name: "Friends")
  let text = world.addChannel(name: "general", kind: .text, in: guild)
  let voice = world.addChannel(name: "Lounge", kind: .voice, in: guild)
  // The owner may everything.
  let boss = world.with { $0.guilds[guild]!.owner }
  let made = world.addBot(name: "phone")
  world.with { $0.join(made.user, guild, permissions: [.administrator]) }
  _ = world.connect(boss, to: voice, in: guild)
  do {
    try await withBridge(phones: phones) { configuration in
      configuration.discord.token = made.token
      configuration.discord.apiBase = discord.restURL
      configuration.discord.authority = settings.authorityFile
      configuration.policy.guilds = enabled ? [guild.description] : []
      change(&configuration)
    } _: { (bridge: Bridge) async throws in
      let stage = BotStage(
        bridge: bridge, discord: discord, guild: guild, text: text, voice: voice, boss: boss, bot: made.user)
      #expect(await bridge.wait { bridge.server.events.snapshot().contains { $0.type == .discordReady } })
      if enabled {
        #expect(await bridge.wait { bridge.server.events.snapshot().contains { $0.type == .discordGuild } })
      }
      try await body(stage)
    }
  } catch {
    await discord.stop()
    throw error
  }
  await discord.stop()
  withExtendedLifetime(folder) {}
}
