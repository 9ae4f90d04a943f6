/// Registering application commands, everywhere or in one guild.
enum CommandRoutes {
  private static let everywhere = "/applications/{application}/commands"
  private static let local = "/applications/{application}/guilds/{guild}/commands"

  static let all: [DiscordRoute] =
    [everywhere, local].flatMap { base -> [DiscordRoute] in
      [
        DiscordRoute("GET", base) { (call, state) throws(DiscordFailure) in
          LabReply(200, .array(try commands(call, state).map(\.json)))
        },
        DiscordRoute("PUT", base, limit: .init(5, per: 20)) { (call, state) throws(DiscordFailure) in
          try overwrite(call, &state)
        },
        DiscordRoute("POST", base, limit: .init(5, per: 20)) { (call, state) throws(DiscordFailure) in
          try create(call, &state)
        },
        DiscordRoute("GET", base + "/{command}") { (call, state) throws(DiscordFailure) in
          LabReply(200, try command(call, state).json)
        },
        DiscordRoute("PATCH", base + "/{command}", limit: .init(5, per: 20)) { (call, state) throws(DiscordFailure) in
          let old = try command(call, state)
          let definition = try CommandRules.checked(old.definition.merging(call.body))
          return LabReply(200, save(definition, as: old, &state).json)
        },
        DiscordRoute("DELETE", base + "/{command}", limit: .init(5, per: 20)) { (call, state) throws(DiscordFailure) in
          let old = try command(call, state)
          state.applications[old.application]?.commands.removeAll { $0.id == old.id }
          return LabReply(204)
        },
      ]
    } + [
      DiscordRoute("GET", local + "/permissions") { (call, state) throws(DiscordFailure) in
        _ = try state.application(call)
        return LabReply(200, [])
      }
    ]

  /// Nil is everywhere.
  private static func guild(_ call: DiscordCall, _ state: WorldState) throws(DiscordFailure) -> Snowflake? {
    call.parameters["guild"] == nil ? nil : try state.guild(call).id
  }

  private static func commands(_ call: DiscordCall, _ state: WorldState) throws(DiscordFailure) -> [LabCommand] {
    let application = try state.application(call)
    let guild = try guild(call, state)
    return application.commands.filter { $0.guild == guild }
  }

  private static func command(_ call: DiscordCall, _ state: WorldState) throws(DiscordFailure) -> LabCommand {
    let id = try call.id("command")
    guard let found = try commands(call, state).first(where: { $0.id == id }) else { throw .unknownCommand }
    return found
  }

  private static func overwrite(_ call: DiscordCall, _ state: inout WorldState) throws(DiscordFailure) -> LabReply {
    let old = try commands(call, state)
    let application = try state.application(call)
    let guild = try guild(call, state)
    guard let bodies = call.body.array else {
      throw .form("", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType.")
    }
    var definitions: [JSONValue] = []
    var seen: Set<String> = []
    for (index, body) in bodies.enumerated() {
      let definition = try CommandRules.checked(body, path: "\(index).")
      guard seen.insert("\(definition["type"].int ?? 1) \(definition["name"].string ?? "")").inserted else {
        throw .form(
          "\(index)", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
      }
      definitions.append(definition)
    }
    try checkCount(definitions)
    state.applications[application.id]?.commands.removeAll { $0.guild == guild }
    var made: [LabCommand] = []
    for definition in definitions {
      let same = old.first { $0.name == definition["name"].string && $0.kind == definition["type"].int }
      made.append(save(definition, as: same, application.id, guild, &state))
    }
    return LabReply(200, .array(made.map(\.json)))
  }

  private static func create(_ call: DiscordCall, _ state: inout WorldState) throws(DiscordFailure) -> LabReply {
    let old = try commands(call, state)
    let application = try state.application(call)
    let guild = try guild(call, state)
    let definition = try CommandRules.checked(call.body)
    let same = old.first { $0.name == definition["name"].string && $0.kind == definition["type"].int }
    if same == nil { try checkCount(old.map(\.definition) + [definition]) }
    return LabReply(same == nil ? 201 : 200, save(definition, as: same, application.id, guild, &state).json)
  }

  private static func checkCount(_ definitions: [JSONValue]) throws(DiscordFailure) {
    for (kind, most) in [(1, 100), (2, 15), (3, 15)] {
      guard definitions.count(where: { $0["type"].int == kind }) <= most else {
        throw DiscordFailure(
          status: 400, code: 30032, message: "Maximum number of application commands reached (\(most)).")
      }
    }
  }

  private static func save(_ definition: JSONValue, as old: LabCommand, _ state: inout WorldState) -> LabCommand {
    save(definition, as: old, old.application, old.guild, &state)
  }

  private static func save(
    _ definition: JSONValue, as old: LabCommand?, _ application: Snowflake, _ guild: Snowflake?,
    _ state: inout WorldState
  ) -> LabCommand {
    let version = old?.definition == definition ? old?.version : nil
    let command = LabCommand(
      id: old?.id ?? state.mint.next(), application: application, guild: guild, version: version ?? state.mint.next(),
      definition: definition)
    if let index = state.applications[application]?.commands.firstIndex(where: { $0.id == command.id }) {
      state.applications[application]?.commands[index] = command
    } else {
      state.applications[application]?.commands.append(command)
    }
    return command
  }
}
