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

  public let guild: String
  public let channels: [Channel]
  public let bots: [Bot]
  public let people: [Person]

  /// For machines, with all addresses: one line.
  public func json(_ lab: DiscordLab, authorityFile: String?) -> String {
    let json: JSONValue = [
      "rest": .string(lab.restURL), "gateway": .string(lab.gatewayURL), "ca": .init(authorityFile),
      "control": .string(lab.controlURL), "control_token": .string(lab.controlToken), "guild": .string(guild),
      "channels": .array(channels.map { ["id": .string($0.id), "name": .string($0.name), "kind": .string($0.kind)] }),
      "bots": .array(bots.map { ["id": .string($0.id), "name": .string($0.name), "token": .string($0.token)] }),
      "people": .array(people.map { ["id": .string($0.id), "name": .string($0.name)] }),
    ]
    return json.text
  }
}

extension DiscordLab {
  /// One guild with a text channel, two voice channels and a stage, these bots, and so many people.
  public func populate(bots names: [String], people count: Int) -> DiscordCast {
    let guild = world.addGuild(name: "Lab")
    let places: [(String, ChannelKind, String)] = [
      ("general", .text, "text"), ("Lounge", .voice, "voice"), ("Office", .voice, "voice"), ("Hall", .stage, "stage"),
    ]
    let channels = places.map { name, kind, text in
      DiscordCast.Channel(id: world.addChannel(name: name, kind: kind, in: guild).description, name: name, kind: text)
    }
    let bots = names.map { name in
      let bot = world.addBot(name: name)
      world.with { $0.join(bot.user, guild, permissions: [.manageChannels, .moveMembers, .muteMembers]) }
      return DiscordCast.Bot(id: bot.user.description, name: name, token: bot.token)
    }
    let people = (0..<count).map { index in
      let name = index < Self.names.count ? Self.names[index] : "person-\(index + 1)"
      let id = world.addUser(name: name)
      world.join(id, guild)
      return DiscordCast.Person(id: id.description, name: name)
    }
    return DiscordCast(guild: guild.description, channels: channels, bots: bots, people: people)
  }

  private static let names = ["ada", "bela", "chris", "dana", "emil", "fatou", "grace", "hanna"]
}
