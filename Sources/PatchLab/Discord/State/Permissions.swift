/// What a member may do. The numbers are Discord's.
struct Permissions: OptionSet, Hashable, Sendable {
  let rawValue: UInt64

  init(rawValue: UInt64) { self.rawValue = rawValue }

  static let kickMembers = Permissions(rawValue: 1 << 1)
  static let administrator = Permissions(rawValue: 1 << 3)
  static let manageChannels = Permissions(rawValue: 1 << 4)
  static let manageGuild = Permissions(rawValue: 1 << 5)
  static let addReactions = Permissions(rawValue: 1 << 6)
  static let prioritySpeaker = Permissions(rawValue: 1 << 8)
  static let viewChannel = Permissions(rawValue: 1 << 10)
  static let sendMessages = Permissions(rawValue: 1 << 11)
  static let manageMessages = Permissions(rawValue: 1 << 13)
  static let embedLinks = Permissions(rawValue: 1 << 14)
  static let attachFiles = Permissions(rawValue: 1 << 15)
  static let readHistory = Permissions(rawValue: 1 << 16)
  static let connect = Permissions(rawValue: 1 << 20)
  static let speak = Permissions(rawValue: 1 << 21)
  static let muteMembers = Permissions(rawValue: 1 << 22)
  static let deafenMembers = Permissions(rawValue: 1 << 23)
  static let moveMembers = Permissions(rawValue: 1 << 24)
  static let useVoiceActivity = Permissions(rawValue: 1 << 25)
  static let changeNickname = Permissions(rawValue: 1 << 26)
  static let manageNicknames = Permissions(rawValue: 1 << 27)
  static let manageRoles = Permissions(rawValue: 1 << 28)
  static let useCommands = Permissions(rawValue: 1 << 31)
  static let requestToSpeak = Permissions(rawValue: 1 << 32)
  static let setVoiceStatus = Permissions(rawValue: 1 << 48)

  static let all = Permissions(rawValue: (1 << 53) - 1)

  /// What everybody may in a new guild.
  static let everyone: Permissions = [
    .addReactions, .viewChannel, .sendMessages, .embedLinks, .attachFiles, .readHistory, .connect, .speak,
    .useVoiceActivity, .changeNickname, .useCommands, .requestToSpeak, .setVoiceStatus,
  ]

  /// As a string of digits: the set has outgrown the numbers of some languages.
  var json: JSONValue { .string(String(rawValue)) }
}

extension JSONValue {
  var permissions: Permissions? { uint64.map(Permissions.init(rawValue:)) }
}
