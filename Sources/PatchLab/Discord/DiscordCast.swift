/// The people and places with which a Lab begins.
public struct DiscordCast: Sendable {
  public struct Channel: Sendable {
    public let id: String
    public let name: String
    /// `text`, `voice` or `stage`.
    public let kind: String
  }

  public struct Bot: Sendable {
    public let id: String
    public let name: String
    /// Its secret.
    public let token: String
  }

  public struct Person: Sendable {
    public let id: String
    public let name: String
  }

  public struct Guild: Sendable {
    public let id: String
    public let name: String
    public let channels: [Channel]
    public let people: [Person]
  }

  /// At least one.
  public let guilds: [Guild]
  /// They are in every guild.
  public let bots: [Bot]

  /// The first guild.
  public var guild: String { guilds[0].id }
  public var channels: [Channel] { guilds[0].channels }
  public var people: [Person] { guilds[0].people }

  /// For machines, with all addresses: one line.
  public func json(_ lab: DiscordLab, authorityFile: String?) -> String {
    let json: JSONValue = [
      "rest": .string(lab.restURL), "gateway": .string(lab.gatewayURL), "ca": .init(authorityFile),
      "control": .string(lab.controlURL), "control_token": .string(lab.controlToken), "guild": .string(guild),
      "channels": Self.json(channels), "people": Self.json(people),
      "bots": .array(bots.map { ["id": .string($0.id), "name": .string($0.name), "token": .string($0.token)] }),
      "guilds": .array(
        guilds.map {
          [
            "id": .string($0.id), "name": .string($0.name), "channels": Self.json($0.channels),
            "people": Self.json($0.people),
          ]
        }),
    ]
    return json.text
  }

  private static func json(_ channels: [Channel]) -> JSONValue {
    .array(channels.map { ["id": .string($0.id), "name": .string($0.name), "kind": .string($0.kind)] })
  }

  private static func json(_ people: [Person]) -> JSONValue {
    .array(people.map { ["id": .string($0.id), "name": .string($0.name)] })
  }
}

extension DiscordLab {
  /// Guilds with a text channel, two voice channels, a stage and so many people each, and these bots in all of them.
  public func populate(bots names: [String], people count: Int, guilds: Int = 1) -> DiscordCast {
    let ids = (0..<max(guilds, 1)).map { (id: world.addGuild(name: Self.name($0)), name: Self.name($0)) }
    let channels = ids.map { guild in
      Self.places.map { name, kind, text in
        DiscordCast.Channel(
          id: world.addChannel(name: name, kind: kind, in: guild.id).description, name: name, kind: text)
      }
    }
    let bots = names.map { name in
      let bot = world.addBot(name: name)
      for guild in ids {
        world.with { $0.join(bot.user, guild.id, permissions: [.manageChannels, .moveMembers, .muteMembers]) }
      }
      return DiscordCast.Bot(id: bot.user.description, name: name, token: bot.token)
    }
    let made = ids.indices.map { place in
      let people = (0..<count).map { index in
        let name = index < Self.names.count ? Self.names[index] : "person-\(index + 1)"
        let id = world.addUser(name: name)
        world.join(id, ids[place].id)
        return DiscordCast.Person(id: id.description, name: name)
      }
      return DiscordCast.Guild(
        id: ids[place].id.description, name: ids[place].name, channels: channels[place], people: people)
    }
    return DiscordCast(guilds: made, bots: bots)
  }

  private static func name(_ guild: Int) -> String { guild == 0 ? "Lab" : "Lab \(guild + 1)" }
  private static let places: [(String, ChannelKind, String)] = [
    ("general", .text, "text"), ("Lounge", .voice, "voice"), ("Office", .voice, "voice"), ("Hall", .stage, "stage"),
  ]
  private static let names = ["ada", "bela", "chris", "dana", "emil", "fatou", "grace", "hanna"]
}
