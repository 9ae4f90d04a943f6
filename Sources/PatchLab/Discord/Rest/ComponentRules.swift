/// What Discord refuses in the components of messages and modals.
enum ComponentRules {
  /// - Parameter isModern: components of the second kind may stand at the top.
  static func check(_ components: [JSONValue], isModern: Bool, path: String) throws(DiscordFailure) {
    guard components.count <= (isModern ? 40 : 5) else {
      throw .form(path + "components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    }
    var seen: Set<String> = []
    for (index, component) in components.enumerated() {
      let place = "\(path)components.\(index)"
      guard isModern || component["type"] == 1 else {
        throw .form(place, "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1,).")
      }
      try check(component, place, &seen)
    }
  }

  private static func check(_ component: JSONValue, _ path: String, _ seen: inout Set<String>) throws(DiscordFailure) {
    if let id = component["custom_id"].string {
      guard (1...100).contains(id.unicodeScalars.count) else { throw .length(path + ".custom_id", 1...100) }
      guard seen.insert(id).inserted else {
        throw .form(path + ".custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
      }
    }
    switch component["type"].int {
    case 1:
      let count = component["components"].array?.count ?? 0
      guard (1...5).contains(count) else { throw .length(path + ".components", 1...5) }
    case 2:
      let isLink = component["style"] == 5
      guard let style = component["style"].int, (1...6).contains(style) else { throw .required(path + ".style") }
      guard isLink || style == 6 || component["custom_id"].string != nil else { throw .required(path + ".custom_id") }
      guard (component["label"].string ?? "").unicodeScalars.count <= 80 else { throw .length(path + ".label", 1...80) }
    case 3, 5, 6, 7, 8, 4: guard component["custom_id"].string != nil else { throw .required(path + ".custom_id") }
    case nil: throw .required(path + ".type")
    default: break
    }
    for (index, inner) in (component["components"].array ?? []).enumerated() {
      try check(inner, "\(path).components.\(index)", &seen)
    }
  }

  /// Every component has a number; those without get the next.
  static func numbered(_ component: JSONValue, _ count: inout Int64) -> JSONValue {
    var component = component
    count += 1
    if component["id"].isNull { component["id"] = .integer(count) }
    if let inner = component["components"].array {
      var made: [JSONValue] = []
      for element in inner { made.append(numbered(element, &count)) }
      component["components"] = .array(made)
    }
    return component
  }
}
