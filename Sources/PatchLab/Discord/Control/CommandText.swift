/// Turns what a user types after the slash into the data of an interaction, as Discord's client does.
struct CommandText {
  let command: LabCommand
  /// With kinds and values, nested as the sub-commands are.
  let options: [JSONValue]

  /// - Parameters:
  ///   - path: the command's name and those of its sub-commands, with spaces between them.
  ///   - values: by the names of the options.
  init(_ path: String, values: [String: JSONValue], among commands: [LabCommand], isTyping: String? = nil) throws {
    var words = path.split(separator: " ").map(String.init)[...]
    guard let name = words.popFirst() else { throw ControlFailure(400, "a command has a name") }
    guard let command = commands.first(where: { $0.name == name }) else {
      let known = commands.map(\.name).joined(separator: ", ")
      throw ControlFailure(404, "there is no command \(name); there are: \(known.isEmpty ? "none" : known)")
    }
    self.command = command
    options = try Self.options(words, command.definition["options"].array ?? [], values, isTyping)
  }

  private static func options(
    _ words: ArraySlice<String>, _ defined: [JSONValue], _ values: [String: JSONValue], _ isTyping: String?
  ) throws -> [JSONValue] {
    var words = words
    if let name = words.popFirst() {
      guard let option = defined.first(where: { $0["name"].string == name && ($0["type"].int ?? 0) <= 2 }) else {
        throw ControlFailure(404, "there is no sub-command \(name)")
      }
      let inner = try options(words, option["options"].array ?? [], values, isTyping)
      return [["name": .string(name), "type": option["type"], "options": .array(inner)]]
    }
    guard !defined.contains(where: { ($0["type"].int ?? 0) <= 2 }) else {
      throw ControlFailure(400, "a sub-command is missing")
    }
    for name in values.keys where !defined.contains(where: { $0["name"].string == name }) {
      throw ControlFailure(400, "there is no option \(name)")
    }
    return try defined.compactMap { option in
      let name = option["name"].string ?? ""
      guard let value = values[name] else {
        guard option["required"] != true || isTyping != nil else {
          throw ControlFailure(400, "the option \(name) is required")
        }
        return nil
      }
      try check(value, option, isTyping: isTyping == name)
      var told: JSONValue = ["name": .string(name), "type": option["type"], "value": value]
      if isTyping == name { told["focused"] = true }
      return told
    }
  }

  /// Discord's client lets nobody send what does not fit.
  private static func check(_ value: JSONValue, _ option: JSONValue, isTyping: Bool) throws {
    let name = option["name"].string ?? ""
    let fits: Bool =
      switch option["type"].int {
      case 3: value.string != nil
      case 4: value.int != nil || isTyping
      case 5: value.bool != nil
      case 10: value.double != nil || isTyping
      default: value.string.flatMap { Snowflake($0) } != nil
      }
    guard fits else { throw ControlFailure(400, "the value of \(name) has the wrong type") }
    if let choices = option["choices"].array, !choices.isEmpty, !choices.contains(where: { $0["value"] == value }) {
      throw ControlFailure(400, "the value of \(name) is none of its choices")
    }
    if let text = value.string, option["type"] == 3 {
      let least = option["min_length"].int ?? 0
      let most = option["max_length"].int ?? 6000
      guard (least...most).contains(text.unicodeScalars.count) else {
        throw ControlFailure(400, "\(name) has to be \(least) to \(most) characters long")
      }
    }
    if let number = value.double, !isTyping {
      guard number >= option["min_value"].double ?? -.infinity, number <= option["max_value"].double ?? .infinity else {
        throw ControlFailure(400, "\(name) is out of range")
      }
    }
  }
}
