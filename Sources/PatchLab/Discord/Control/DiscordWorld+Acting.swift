import NIOCore

/// What people do in their clients.
extension DiscordWorld {
  /// Types a slash command. `path` may name sub-commands: `phone call`.
  func run(
    _ path: String, _ values: [String: JSONValue] = [:], as user: Snowflake, in channel: Snowflake,
    bot: Snowflake? = nil
  ) throws -> Snowflake {
    try command(path, values, as: user, in: channel, bot: bot, typing: nil)
  }

  /// Is in the middle of typing the option `typing`, for which the application offers choices.
  func complete(
    _ path: String, _ values: [String: JSONValue], typing: String, as user: Snowflake, in channel: Snowflake,
    bot: Snowflake? = nil
  ) throws -> Snowflake {
    try command(path, values, as: user, in: channel, bot: bot, typing: typing)
  }

  /// Presses a button, or chooses `values` in a menu.
  func press(
    _ customID: String, on message: Snowflake, in channel: Snowflake, as user: Snowflake, values: [String] = []
  ) throws -> Snowflake {
    try act { state in
      let place = try state.place(channel, for: user)
      guard let message = state.message(message, in: channel),
        let application = message.application ?? message.author.id.bot(state)
      else { throw ControlFailure(404, "there is no such message of an application") }
      guard let component = message.component(customID) else {
        throw ControlFailure(404, "there is no component \(customID) on that message")
      }
      guard component["disabled"] != true else { throw ControlFailure(409, "\(customID) is disabled") }
      guard let owner = state.applications[application] else { throw ControlFailure(404, "unknown application") }
      var data: JSONValue = [
        "custom_id": .string(customID), "component_type": component["type"], "id": component["id"],
      ]
      if component["type"] != 2 {
        data["values"] = .array(values.map { .string($0) })
        let kind = ["5": 6, "6": 8, "7": 9, "8": 7][component["type"].text] ?? 0
        let chosen = values.map { ["type": .init(kind), "value": .string($0)] as JSONValue }
        data["resolved"] = state.resolved(chosen, in: place.guild.flatMap { state.guilds[$0] })
      }
      return state.begin(
        .component, application: owner, user: user, channel: place, data: data, source: message, now: .now()
      ).id
    }
  }

  /// Fills in the modal with which an interaction was answered.
  func submit(_ interaction: Snowflake, _ values: [String: String]) throws -> Snowflake {
    try act { state in
      guard let asked = state.interactions[interaction], asked.answered == 9 else {
        throw ControlFailure(409, "that interaction was not answered with a modal")
      }
      guard let application = state.applications[asked.application] else {
        throw ControlFailure(404, "unknown application")
      }
      var left = values
      let filled = try (asked.answer["components"].array ?? []).map { try Modal.fill($0, &left) }
      guard left.isEmpty else { throw ControlFailure(400, "the modal has no field \(left.keys.sorted()[0])") }
      var count: Int64 = 0
      let data: JSONValue = [
        "custom_id": asked.answer["custom_id"],
        "components": .array(filled.map { ComponentRules.numbered($0, &count) }),
      ]
      let place = try state.place(asked.channel, for: asked.user)
      return state.begin(
        .modal, application: application, user: asked.user, channel: place, data: data,
        source: asked.source.flatMap { state.message($0, in: asked.channel) }, cause: asked.id, now: .now()
      ).id
    }
  }

  /// Writes a message.
  func say(_ text: String, as user: Snowflake, in channel: Snowflake) throws -> Snowflake {
    try act { state in
      let place = try state.place(channel, for: user)
      guard let author = state.users[user] else { throw ControlFailure(404, "unknown user") }
      do throws(DiscordFailure) {
        let message = try state.compose(["content": .string(text)], author: author, channel: place)
        state.post(message)
        return message.id
      } catch {
        throw ControlFailure(400, error.message)
      }
    }
  }

  /// What became of an interaction: waits until it is answered, and if the answer was put off, until that comes.
  func outcome(of id: Snowflake, atMost limit: TimeAmount = .seconds(5)) async throws -> JSONValue {
    guard with({ $0.interactions[id] != nil }) else { throw ControlFailure(404, "unknown interaction") }
    _ = try await wait(atMost: limit) { state in
      state.interactions[id].map { $0.isPending(state) } == true ? nil : true
    }
    return with { state in state.interactions[id].map { state.report($0) } ?? .null }
  }

  private func command(
    _ path: String, _ values: [String: JSONValue], as user: Snowflake, in channel: Snowflake, bot: Snowflake?,
    typing: String?
  ) throws -> Snowflake {
    try act { state in
      let place = try state.place(channel, for: user)
      let guild = place.guild.flatMap { state.guilds[$0] }
      let present = state.applications.values.sorted { $0.id < $1.id }.filter { application in
        bot.map { $0 == application.user } ?? (guild?.members[application.user] != nil)
      }
      let commands = present.flatMap(\.commands).filter { $0.guild == nil || $0.guild == place.guild }
      // A guild's own command hides the global one of the same name.
      let text = try CommandText(
        path, values: values, among: commands.sorted { ($0.guild != nil ? 0 : 1) < ($1.guild != nil ? 0 : 1) },
        isTyping: typing)
      guard let application = state.applications[text.command.application] else {
        throw ControlFailure(404, "unknown application")
      }
      if let guild {
        let held = guild.permissions(of: user, in: place)
        let needed = text.command.definition["default_member_permissions"].permissions ?? []
        guard held.contains(.useCommands), held.isSuperset(of: needed) else {
          throw ControlFailure(403, "that user may not use this command")
        }
      }
      var data: JSONValue = [
        "id": text.command.id.json, "name": .string(text.command.name), "type": .init(text.command.kind),
      ]
      if !text.options.isEmpty { data["options"] = .array(text.options) }
      let resolved = state.resolved(text.options, in: guild)
      if resolved != [:] { data["resolved"] = resolved }
      if let home = text.command.guild { data["guild_id"] = home.json }
      return state.begin(
        typing == nil ? .command : .autocomplete, application: application, user: user, channel: place, data: data,
        now: .now()
      ).id
    }
  }

  private func act(_ body: (inout WorldState) throws -> Snowflake) throws -> Snowflake {
    try with { state in
      do { return try body(&state) } catch { throw error }
    }
  }
}

extension Snowflake {
  /// The application whose account this is.
  fileprivate func bot(_ state: WorldState) -> Snowflake? { state.application(bot: self)?.id }
}

extension WorldState {
  /// A channel that a user can see.
  fileprivate func place(_ id: Snowflake, for user: Snowflake) throws -> LabChannel {
    guard let channel = channel(id) else { throw ControlFailure(404, "unknown channel") }
    guard let guild = channel.guild else { return channel }
    guard guilds[guild]?.permissions(of: user, in: channel).contains(.viewChannel) == true else {
      throw ControlFailure(403, "that user cannot see this channel")
    }
    return channel
  }

  /// All that is known of an interaction.
  func report(_ interaction: LabInteraction) -> JSONValue {
    let original = interaction.original.flatMap { message($0, in: interaction.channel) }
    var json: JSONValue = [
      "id": interaction.id.json, "application_id": interaction.application.json,
      "type": .init(interaction.kind.rawValue), "answered": .bool(interaction.answered != nil),
      "pending": .bool(interaction.isPending(self)), "message": original?.json ?? .null,
      "follow_ups": .array(interaction.followUps.compactMap { message($0, in: interaction.channel)?.json }),
    ]
    if let type = interaction.answered { json["answer_type"] = .init(type) }
    if let after = interaction.answeredAfter { json["answered_after_ms"] = .number(after) }
    if interaction.answered == 9 { json["modal"] = interaction.answer }
    if interaction.answered == 8 { json["choices"] = interaction.answer["choices"] }
    return json
  }
}
