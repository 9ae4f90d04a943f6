/// Something a member asked of the bot.
struct PhoneInteraction: Sendable {
  let id: String
  let token: String
  let application: String
  let guild: UInt64
  let channel: String
  let user: UInt64
  let permissions: UInt64
  let roles: [String]
  /// `call`, `number search`, or the button that was pressed.
  let name: String
  let isButton: Bool
  private let options: [String: JSONNode]

  /// Nil for what is no command of ours, or came from outside a server.
  init?(_ data: JSONNode) {
    guard let id = data["id"].string, let token = data["token"].string, let application = data["application_id"].string,
      let guild = data["guild_id"].id, let user = data["member"]["user"]["id"].id
    else { return nil }
    self.id = id
    self.token = token
    self.application = application
    self.guild = guild
    self.user = user
    channel = data["channel_id"].string ?? ""
    permissions = data["member"]["permissions"].id ?? 0
    roles = data["member"]["roles"].array.compactMap(\.string)
    if data["type"].int == 3 {
      isButton = true
      name = data["data"]["custom_id"].string ?? ""
      options = [:]
      return
    }
    guard data["type"].int == 2, data["data"]["name"].string == "phone" else { return nil }
    isButton = false
    var path: [String] = []
    var level = data["data"]["options"].array
    while let first = level.first, let type = first["type"].int, type < 3 {
      path.append(first["name"].string ?? "")
      level = first["options"].array
    }
    name = path.joined(separator: " ")
    options = Dictionary(level.map { ($0["name"].string ?? "", $0["value"]) }, uniquingKeysWith: { $1 })
  }

  func text(_ name: String) -> String { options[name]?.string ?? "" }
  func flag(_ name: String) -> Bool { options[name]?.flag ?? false }
  func int(_ name: String) -> Int64? { options[name]?.int }

  /// Administrators, and who manages the server.
  var manages: Bool { permissions & (1 << 3 | 1 << 5) != 0 }
  var actor: String { "discord \(user)" }
}
