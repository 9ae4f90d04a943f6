/// Which events a bot asked for.
struct Intents: OptionSet, Sendable {
  let rawValue: Int

  init(rawValue: Int) { self.rawValue = rawValue }

  static let guilds = Intents(rawValue: 1 << 0)
  static let members = Intents(rawValue: 1 << 1)
  static let voiceStates = Intents(rawValue: 1 << 7)
  static let presences = Intents(rawValue: 1 << 8)
  static let messages = Intents(rawValue: 1 << 9)
  static let directMessages = Intents(rawValue: 1 << 12)
  static let content = Intents(rawValue: 1 << 15)

  /// Given only to applications that were allowed them.
  static let privileged: Intents = [.members, .presences, .content]

  /// Every bit that means something.
  static let known = Intents(rawValue: 0b11_0011_0001_1111_1111_1111_1111)
}
