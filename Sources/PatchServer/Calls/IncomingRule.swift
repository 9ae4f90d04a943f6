import Foundation

/// What becomes of those who call a number of ours.
struct IncomingRule: Codable, Sendable, Equatable {
  enum Answer: String, Codable, Sendable, CaseIterable {
    /// It rings until somebody answers.
    case ask
    /// Callers on the list are let in at once; for all others it rings.
    case auto
    /// Whoever keys in the PIN is let in; for all others it rings.
    case pin
    /// Nobody is let in.
    case reject
  }

  var answer = Answer.ask
  /// 4 to 12 digits.
  var pin: String?
  /// E.164. Networks let callers claim any number: the list keeps strangers out, not enemies.
  var callers: [String] = []

  static func isPin(_ text: String) -> Bool {
    (4...12).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) }
  }
}

extension NumberRecord {
  /// One member of the settings; others are left as they are.
  var incoming: IncomingRule {
    get {
      guard let all = try? JSONDecoder().decode([String: JSONNode].self, from: Data(settings.utf8)),
        let rule = all["incoming"], let data = try? JSONEncoder().encode(rule)
      else { return IncomingRule() }
      return (try? JSONDecoder().decode(IncomingRule.self, from: data)) ?? IncomingRule()
    }
    set {
      var all = (try? JSONDecoder().decode([String: JSONNode].self, from: Data(settings.utf8))) ?? [:]
      guard let data = try? JSONEncoder().encode(newValue) else { return }
      all["incoming"] = try? JSONDecoder().decode(JSONNode.self, from: data)
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      guard let text = try? encoder.encode(all) else { return }
      settings = String(decoding: text, as: UTF8.self)
    }
  }
}
