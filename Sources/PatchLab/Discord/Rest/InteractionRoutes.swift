import NIOCore

/// The first answer to an interaction.
enum InteractionRoutes {
  static let all: [DiscordRoute] = [
    DiscordRoute("POST", "/interactions/{interaction}/{token}/callback", limit: nil, access: .path) {
      (call, state) throws(DiscordFailure) in
      guard let interaction = state.interactions[try call.id("interaction")],
        interaction.token == call.text("token")
      else { throw .unknownInteraction }
      guard interaction.answered == nil else { throw .acknowledged }
      // Whoever is late finds nothing any more.
      guard call.now - interaction.begun < LabInteraction.patience else { throw .unknownInteraction }
      let message = try answer(interaction, call, &state)
      guard call.flag("with_response") else { return LabReply(204) }
      return LabReply(200, told(interaction.id, message, state))
    }
  ]

  /// - Returns: the message that was made or changed.
  private static func answer(
    _ interaction: LabInteraction, _ call: DiscordCall, _ state: inout WorldState
  ) throws(DiscordFailure) -> LabMessage? {
    guard let type = call.body["type"].int else { throw .required("type") }
    let data = call.body["data"]
    let fits: Bool =
      switch type {
      case 4, 5: interaction.kind != .autocomplete
      case 6, 7: interaction.source != nil
      case 8: interaction.kind == .autocomplete
      case 9: interaction.kind == .command || interaction.kind == .component
      case 12: true
      default: false
      }
    guard fits else {
      throw .form("type", "BASE_TYPE_CHOICES", "The specified interaction callback type is not valid here.")
    }
    var message: LabMessage?
    switch type {
    case 4:
      let made = try compose(data, interaction, &state)
      state.post(made)
      message = made
    case 5:
      let made = try waiting(data, interaction, &state)
      state.post(made)
      message = made
    case 6: message = interaction.source.flatMap { state.message($0, in: interaction.channel) }
    case 7:
      if let source = interaction.source, var changed = state.message(source, in: interaction.channel) {
        try state.write(data, into: &changed, path: "data.")
        state.replace(changed)
        message = changed
      }
    case 9: try checkModal(data)
    case 8:
      guard (data["choices"].array?.count ?? 0) <= 25 else {
        throw .form("data.choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
      }
    default: break
    }
    state.interactions[interaction.id]?.answered = type
    state.interactions[interaction.id]?.answeredAfter = (call.now - interaction.begun).inSeconds * 1000
    state.interactions[interaction.id]?.answer = data
    state.interactions[interaction.id]?.original = message?.id
    return message
  }

  private static func compose(
    _ data: JSONValue, _ interaction: LabInteraction, _ state: inout WorldState
  ) throws(DiscordFailure) -> LabMessage {
    guard let channel = state.channel(interaction.channel), let author = bot(interaction, state) else {
      throw .unknownChannel
    }
    var message = try state.compose(data, author: author, channel: channel, path: "data.")
    message.kind = interaction.kind == .command ? 20 : 0
    message.application = interaction.application
    message.interaction = state.metadata(interaction)
    return message
  }

  /// "Thinking …"
  private static func waiting(
    _ data: JSONValue, _ interaction: LabInteraction, _ state: inout WorldState
  ) throws(DiscordFailure) -> LabMessage {
    guard let author = bot(interaction, state) else { throw .unknownInteraction }
    var message = LabMessage(
      id: state.mint.next(), channel: interaction.channel, guild: interaction.guild, author: author)
    message.flags = LabMessage.loading | (data["flags"].int ?? 0) & LabMessage.ephemeral
    message.kind = interaction.kind == .command ? 20 : 0
    message.application = interaction.application
    message.interaction = state.metadata(interaction)
    return message
  }

  private static func bot(_ interaction: LabInteraction, _ state: WorldState) -> LabUser? {
    state.applications[interaction.application].flatMap { state.users[$0.user] }
  }

  private static func checkModal(_ data: JSONValue) throws(DiscordFailure) {
    guard let id = data["custom_id"].string, (1...100).contains(id.unicodeScalars.count) else {
      throw .length("data.custom_id", 1...100)
    }
    guard let title = data["title"].string, (1...45).contains(title.unicodeScalars.count) else {
      throw .length("data.title", 1...45)
    }
    guard let components = data["components"].array, (1...5).contains(components.count) else {
      throw .length("data.components", 1...5)
    }
    try ComponentRules.check(components, isModern: true, path: "data.")
  }

  private static func told(_ id: Snowflake, _ message: LabMessage?, _ state: WorldState) -> JSONValue {
    guard let interaction = state.interactions[id] else { return [:] }
    var told: JSONValue = ["id": id.json, "type": .init(interaction.kind.rawValue)]
    var resource: JSONValue = ["type": .init(interaction.answered ?? 0)]
    if let message {
      told["response_message_id"] = message.id.json
      told["response_message_loading"] = .bool(message.flags & LabMessage.loading != 0)
      told["response_message_ephemeral"] = .bool(message.isEphemeral)
      resource["message"] = message.json
    }
    return ["interaction": told, "resource": resource]
  }
}
