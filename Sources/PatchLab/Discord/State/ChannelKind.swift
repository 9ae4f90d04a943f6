/// The kinds of channel that the Lab has. The numbers are Discord's.
enum ChannelKind: Int, Sendable, CaseIterable {
  case text = 0
  case direct = 1
  case voice = 2
  case category = 4
  case stage = 13

  var isVoice: Bool { self == .voice || self == .stage }

  /// Messages can be written there.
  var hasMessages: Bool { self != .category }

  init?(name: String) {
    switch name {
    case "text": self = .text
    case "voice": self = .voice
    case "category": self = .category
    case "stage": self = .stage
    default: return nil
    }
  }
}
