import NIOCore

/// Everything that the Lab's Discord knows. Plain data: who changes it also tells those who ought to know.
struct WorldState: Sendable {
  var random: LabRandom
  var mint: SnowflakeMint
  var users: [Snowflake: LabUser] = [:]
  var guilds: [Snowflake: LabGuild] = [:]
  var applications: [Snowflake: LabApplication] = [:]
  /// Conversations of two.
  var direct: [Snowflake: LabChannel] = [:]
  var messages: [Snowflake: [LabMessage]] = [:]
  var interactions: [Snowflake: LabInteraction] = [:]
  var sessions: [String: GatewaySession] = [:]
  var region: (any VoiceRegion)?
  var limiter: RateLimiter
  var faults = DiscordFaults()
  /// What the gateway tells clients to connect to. Known when the listener is.
  var gatewayURL = "wss://127.0.0.1:1"
  /// How long a session waits for its bot to come back.
  var resumeWindow = TimeAmount.seconds(120)

  init(seed: UInt64, followsClock: Bool) {
    random = LabRandom(seed: seed)
    mint = SnowflakeMint(seed: seed, followsClock: followsClock)
    limiter = RateLimiter(seed: seed)
  }

  /// Letters and digits that clients treat as opaque.
  mutating func opaque(_ length: Int) -> String {
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789")
    return String((0..<length).map { _ in alphabet[Int(random.next() % 36)] })
  }

  /// The channel, wherever it is.
  func channel(_ id: Snowflake) -> LabChannel? {
    if let channel = direct[id] { return channel }
    for guild in guilds.values {
      if let channel = guild.channels[id] { return channel }
    }
    return nil
  }

  func application(token: String) -> LabApplication? { applications.values.first { $0.token == token } }

  func application(bot: Snowflake) -> LabApplication? { applications.values.first { $0.user == bot } }

  /// Sends an event to every bot in the guild that asked for such.
  mutating func dispatch(
    _ event: String, _ data: JSONValue, guild: Snowflake, intent: Intents,
    where admits: (Snowflake) -> Bool = { _ in true }
  ) {
    guard let members = guilds[guild]?.members else { return }
    for id in sessions.keys.sorted() {
      guard let session = sessions[id], session.intents.isSuperset(of: intent), session.covers(guild),
        members[session.user] != nil, admits(session.user)
      else { continue }
      sessions[id]?.dispatch(event, data)
    }
  }

  /// Sends an event to one bot's sessions: to the one that has this guild, or to the first.
  mutating func dispatch(_ event: String, _ data: JSONValue, to user: Snowflake, guild: Snowflake?) {
    for id in sessions.keys.sorted() {
      guard let session = sessions[id], session.user == user else { continue }
      if let guild, !session.covers(guild) { continue }
      if guild == nil, session.shard.index != 0 { continue }
      sessions[id]?.dispatch(event, data)
    }
  }
}
