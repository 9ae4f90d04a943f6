/// A modal as it comes back: what was asked, with what was filled in.
enum Modal {
  /// - Parameter values: by custom id; those that were used are taken out.
  static func fill(_ component: JSONValue, _ values: inout [String: String]) throws -> JSONValue {
    var filled: JSONValue = ["type": component["type"]]
    if !component["id"].isNull { filled["id"] = component["id"] }
    if let inner = component["components"].array {
      var made: [JSONValue] = []
      for element in inner { made.append(try fill(element, &values)) }
      filled["components"] = .array(made)
    }
    if !component["component"].isNull { filled["component"] = try fill(component["component"], &values) }
    guard let id = component["custom_id"].string else { return filled }
    filled["custom_id"] = .string(id)
    let text = values.removeValue(forKey: id) ?? component["value"].string ?? ""
    // Menus give lists, fields give text.
    guard component["type"] == 4 else {
      filled["values"] = .array(text.isEmpty ? [] : text.split(separator: ",").map { .string(String($0)) })
      return filled
    }
    guard !text.isEmpty || component["required"] == false else {
      throw ControlFailure(400, "the field \(id) is required")
    }
    let least = component["min_length"].int ?? 0
    let most = component["max_length"].int ?? 4000
    guard text.isEmpty || (least...most).contains(text.unicodeScalars.count) else {
      throw ControlFailure(400, "\(id) has to be \(least) to \(most) characters long")
    }
    filled["value"] = .string(text)
    return filled
  }
}
