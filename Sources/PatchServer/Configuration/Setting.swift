import Logging
import PatchNet

/// One setting: its names, what it does, and how its text becomes a value and back.
struct Setting: Sendable {
  /// In the file, with dots between the levels.
  let key: String
  let help: String
  var isSecret = false
  /// Puts a text into the configuration; false when it is no such value.
  let apply: @Sendable (String, inout ServerConfiguration) -> Bool
  /// The value in effect.
  let show: @Sendable (ServerConfiguration) -> String
  /// What a good value looks like.
  let form: String

  /// In the environment. Twilio's own names are the ones everybody uses.
  var variable: String {
    let name = key.uppercased().replacing(".", with: "_")
    let isTheirs = ["twilio.", "discord.", "ngrok.", "cloudflared."].contains { key.hasPrefix($0) }
    return isTheirs ? name : "PHONEPATCH_" + name
  }

  /// A whole number within bounds.
  static func number(
    _ key: String, _ range: ClosedRange<Int>, _ help: String,
    _ path: WritableKeyPath<ServerConfiguration, Int> & Sendable
  ) -> Setting {
    Setting(
      key: key, help: help,
      apply: { text, configuration in
        guard let value = Int(text), range.contains(value) else { return false }
        configuration[keyPath: path] = value
        return true
      }, show: { String($0[keyPath: path]) }, form: "a whole number from \(range.lowerBound) to \(range.upperBound)")
  }

  /// An amount of money.
  static func amount(
    _ key: String, _ help: String, _ path: WritableKeyPath<ServerConfiguration, Double> & Sendable
  ) -> Setting {
    Setting(
      key: key, help: help,
      apply: { text, configuration in
        guard let value = Double(text), (0...1_000_000).contains(value) else { return false }
        configuration[keyPath: path] = value
        return true
      }, show: { Self.text($0[keyPath: path]) }, form: "an amount such as 12.50")
  }

  /// As it was written: 20, not 20.0.
  private static func text(_ amount: Double) -> String {
    amount == amount.rounded() ? String(Int(amount)) : String(amount)
  }

  /// Items parted by commas, each of which `valid` accepts.
  static func list(
    _ key: String, _ help: String, form: String, get: @escaping @Sendable (ServerConfiguration) -> [String],
    valid: @escaping @Sendable (String) -> Bool, set: @escaping @Sendable (inout ServerConfiguration, [String]) -> Void
  ) -> Setting {
    Setting(
      key: key, help: help,
      apply: { text, configuration in
        let items = text.split(separator: ",").map { String($0.filter { !$0.isWhitespace }) }
        guard items.allSatisfy(valid) else { return false }
        set(&configuration, items)
        return true
      }, show: { get($0).joined(separator: ",") }, form: form)
  }

  /// A text that `valid` accepts.
  static func text(
    _ key: String, _ help: String, form: String, secret: Bool = false,
    _ path: WritableKeyPath<ServerConfiguration, String> & Sendable, valid: @escaping @Sendable (String) -> Bool
  ) -> Setting {
    Setting(
      key: key, help: help, isSecret: secret,
      apply: { text, configuration in
        guard valid(text) else { return false }
        configuration[keyPath: path] = text
        return true
      }, show: { $0[keyPath: path] }, form: form)
  }
}

/// `https`, or `http` on this machine: a plain address anywhere else would carry secrets in the clear.
func isAllowedBase(_ text: String) -> Bool {
  guard let parts = URLParts(text), parts.query == nil, !text.contains("#"), !text.contains("@") else { return false }
  return parts.scheme == "https" || (parts.scheme == "http" && parts.isLoopback)
}
