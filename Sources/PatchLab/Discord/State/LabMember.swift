/// A user in a guild.
struct LabMember: Sendable, Equatable {
  let user: Snowflake
  var nick: String?
  var roles: Set<Snowflake> = []
  var mute = false
  var deaf = false
}
