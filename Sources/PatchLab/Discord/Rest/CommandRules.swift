/// What Discord refuses in an application command, and what it fills in.
enum CommandRules {
  /// The definition with its defaults.
  static func checked(_ body: JSONValue, path: String = "") throws(DiscordFailure) -> JSONValue {
    let kind = body["type"].int ?? 1
    guard (1...4).contains(kind) else {
      throw .form(path + "type", "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3, 4).")
    }
    guard let name = body["name"].string else { throw .required(path + "name") }
    try check(name: name, isSlash: kind == 1, path: path)
    let text = body["description"].string ?? ""
    if kind == 1 {
      guard body["description"].string != nil else { throw .required(path + "description") }
      guard (1...100).contains(text.unicodeScalars.count) else { throw .length(path + "description", 1...100) }
    } else if !text.isEmpty {
      throw .form(
        path + "description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_INVALID",
        "Context menu commands cannot have description")
    }
    let options = body["options"].array ?? []
    try check(options, path: path, depth: 0)
    var definition = body.without("id", "application_id", "guild_id", "version")
    for (member, value) in [
      ("type", .init(kind)), ("description", .string(text)), ("default_member_permissions", .null), ("nsfw", false),
      ("name_localizations", .null), ("description_localizations", .null), ("integration_types", [0]),
    ] as [(String, JSONValue)] where definition[member].isNull {
      definition[member] = value
    }
    if !definition.has("contexts") { definition["contexts"] = .null }
    if !definition.has("dm_permission") { definition["dm_permission"] = true }
    if options.isEmpty { definition = definition.without("options") }
    return definition
  }

  private static func check(name: String, isSlash: Bool, path: String) throws(DiscordFailure) {
    guard (1...32).contains(name.unicodeScalars.count) else { throw .length(path + "name", 1...32) }
    guard isSlash else { return }
    let fits = name.unicodeScalars.allSatisfy { scalar in
      scalar == "-" || scalar == "_" || scalar == "'" || scalar.properties.isAlphabetic
        || scalar.properties.numericType != nil
    }
    guard fits, name == name.lowercased() else {
      throw .form(path + "name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    }
  }

  private static func check(_ options: [JSONValue], path: String, depth: Int) throws(DiscordFailure) {
    guard options.count <= 25 else {
      throw .form(path + "options", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    }
    var names: Set<String> = []
    var sawOptional = false
    for (index, option) in options.enumerated() {
      let place = "\(path)options.\(index)."
      guard let kind = option["type"].int, (1...11).contains(kind) else { throw .required(place + "type") }
      guard let name = option["name"].string else { throw .required(place + "name") }
      try check(name: name, isSlash: true, path: place)
      let text = option["description"].string ?? ""
      guard (1...100).contains(text.unicodeScalars.count) else { throw .length(place + "description", 1...100) }
      guard names.insert(name).inserted else {
        throw .form(path + "options", "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE", "Option name already in use")
      }
      if kind <= 2 {
        guard depth < (kind == 1 ? 2 : 1) else {
          throw .form(
            place + "type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command option type is invalid here")
        }
        try check(option["options"].array ?? [], path: place, depth: kind == 1 ? 2 : 1)
        continue
      }
      let isRequired = option["required"].bool ?? false
      guard !(isRequired && sawOptional) else {
        throw .form(
          "\(path)options.\(index)", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
          "Required options must be placed before non-required options")
      }
      if !isRequired { sawOptional = true }
      guard (option["choices"].array?.count ?? 0) <= 25 else {
        throw .form(place + "choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
      }
    }
  }
}
