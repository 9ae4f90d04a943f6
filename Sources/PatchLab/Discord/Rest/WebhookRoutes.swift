/// What an application says after its first answer, for fifteen minutes.
enum WebhookRoutes {
  private static let base = "/webhooks/{webhook}/{token}"

  static let all: [DiscordRoute] = [
    DiscordRoute("POST", base, limit: .init(5, per: 2), access: .path) { (call, state) throws(DiscordFailure) in
      let interaction = try find(call, state)
      // Nothing can follow what has not begun.
      guard let answered = interaction.answered, let channel = state.channel(interaction.channel),
        let author = state.applications[interaction.application].flatMap({ state.users[$0.user] })
      else { throw .unknownWebhook }
      // The first one after a deferral takes its place.
      if answered == 5, interaction.isPending(state), let original = interaction.original {
        return LabReply(200, try edit(original, interaction, call, &state).json)
      }
      var message = try state.compose(call.body, author: author, channel: channel)
      message.application = interaction.application
      message.interaction = state.metadata(interaction)
      state.post(message)
      state.interactions[interaction.id]?.followUps.append(message.id)
      return LabReply(200, message.json)
    },
    DiscordRoute("GET", base + "/messages/{message}", limit: .init(5, per: 1), access: .path) {
      (call, state) throws(DiscordFailure) in
      let interaction = try find(call, state)
      guard let message = state.message(try target(call, interaction), in: interaction.channel) else {
        throw .unknownMessage
      }
      return LabReply(200, message.json)
    },
    DiscordRoute("PATCH", base + "/messages/{message}", limit: .init(5, per: 2), access: .path) {
      (call, state) throws(DiscordFailure) in
      let interaction = try find(call, state)
      return LabReply(200, try edit(try target(call, interaction), interaction, call, &state).json)
    },
    DiscordRoute("DELETE", base + "/messages/{message}", limit: .init(5, per: 2), access: .path) {
      (call, state) throws(DiscordFailure) in
      let interaction = try find(call, state)
      guard let message = state.message(try target(call, interaction), in: interaction.channel) else {
        throw .unknownMessage
      }
      state.erase(message)
      return LabReply(204)
    },
  ]

  private static func find(_ call: DiscordCall, _ state: WorldState) throws(DiscordFailure) -> LabInteraction {
    try state.interaction(token: call.text("token"), application: try call.id("webhook"), now: call.now)
  }

  /// Only what answers this interaction can be reached.
  private static func target(_ call: DiscordCall, _ interaction: LabInteraction) throws(DiscordFailure) -> Snowflake {
    if call.text("message") == "@original" {
      guard interaction.answered != nil else { throw .unknownWebhook }
      guard let original = interaction.original else { throw .unknownMessage }
      return original
    }
    let id = try call.id("message")
    guard id == interaction.original || interaction.followUps.contains(id) else { throw .unknownMessage }
    return id
  }

  private static func edit(
    _ id: Snowflake, _ interaction: LabInteraction, _ call: DiscordCall, _ state: inout WorldState
  ) throws(DiscordFailure) -> LabMessage {
    guard var message = state.message(id, in: interaction.channel) else { throw .unknownMessage }
    let isFirst = message.flags & LabMessage.loading != 0
    try state.write(call.body, into: &message)
    message.flags &= ~LabMessage.loading
    state.replace(message, edited: !isFirst)
    return state.message(id, in: interaction.channel) ?? message
  }
}
