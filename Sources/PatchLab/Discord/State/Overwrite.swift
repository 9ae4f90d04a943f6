/// What a channel allows or denies one role or one member, over what the guild says.
struct Overwrite: Sendable, Equatable {
  var id: Snowflake
  var isMember: Bool
  var allow: Permissions
  var deny: Permissions

  init(id: Snowflake, isMember: Bool, allow: Permissions = [], deny: Permissions = []) {
    self.id = id
    self.isMember = isMember
    self.allow = allow
    self.deny = deny
  }

  init?(_ json: JSONValue) {
    guard let id = json["id"].snowflake, let kind = json["type"].uint64, kind < 2 else { return nil }
    self.init(
      id: id, isMember: kind == 1, allow: json["allow"].permissions ?? [], deny: json["deny"].permissions ?? [])
  }

  var json: JSONValue { ["id": id.json, "type": isMember ? 1 : 0, "allow": allow.json, "deny": deny.json] }
}
