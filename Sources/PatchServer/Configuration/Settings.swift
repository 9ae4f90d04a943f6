import Logging
import PatchNet

/// Every setting there is: help, checks and the effective configuration all read this list.
enum Settings {
  static let all: [Setting] = [
    Setting(
      key: "listen", help: "address for webhooks and media",
      apply: { text, configuration in
        guard let address = ListenAddress(text) else { return false }
        configuration.listen = address
        return true
      }, show: { $0.listen.description }, form: "host:port"),
    Setting(
      key: "public_url", help: "how the telephone network reaches us; not needed on loopback",
      apply: { text, configuration in
        guard isAllowedBase(text) else { return false }
        configuration.publicURL = text
        return true
      }, show: { $0.publicURL ?? "" }, form: "https://host (http for loopback only), without query"),
    Setting(
      key: "log_level", help: "trace, debug, info, notice, warning, error or critical",
      apply: { text, configuration in
        guard let level = Logger.Level(rawValue: text.lowercased()) else { return false }
        configuration.logLevel = level
        return true
      }, show: { $0.logLevel.rawValue }, form: "a level's name"),
    .number("drain_seconds", 0...86_400, "how long calls may go on after SIGTERM", \.drainSeconds),
    .number("threads", 0...256, "event loops; 0 for one a core", \.threads),
    Setting(
      key: "numbers", help: "number=room,…: which room the callers of a number meet in",
      apply: { text, configuration in
        for item in text.split(separator: ",") {
          let pair = item.split(separator: "=", maxSplits: 1).map { String($0.trimmingPrefix { $0 == " " }) }
          guard pair.count == 2, !pair[0].isEmpty, RoomName.isValid(pair[1]) else { return false }
          configuration.numbers[pair[0]] = pair[1]
        }
        return true
      },
      show: { $0.numbers.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",") },
      form: "number=room,number=room"),
    .text(
      "twilio.account_sid", "the account, AC…", form: "AC and 32 hexadecimal digits", \.twilio.accountSID,
      valid: { $0.isEmpty || ($0.hasPrefix("AC") && VoiceRequest.isCallSid("CA" + $0.dropFirst(2))) }),
    .text(
      "twilio.auth_token", "signs what Twilio sends; required", form: "a text", secret: true, \.twilio.authToken,
      valid: isToken),
    .text(
      "twilio.auth_token_secondary", "the other token during rotation", form: "a text", secret: true,
      \.twilio.authTokenSecondary, valid: { $0.isEmpty || isToken($0) }),
    .text(
      "twilio.api_base", "Twilio's REST API", form: "https://host (http for loopback only)", \.twilio.apiBase,
      valid: isAllowedBase),
    Setting(
      key: "room.sample_rate", help: "the rooms' own rate in Hz",
      apply: { text, configuration in
        guard let rate = Int32(text), [8000, 16_000, 24_000, 48_000].contains(rate) else { return false }
        configuration.room.sampleRate = rate
        return true
      }, show: { String($0.room.sampleRate) }, form: "8000, 16000, 24000 or 48000"),
    .number("room.lead_ms", 0...600, "how far ahead ready-made sound is sent", \.room.leadMilliseconds),
    Setting(
      key: "room.prefill_ms", help: "how far ahead the live mix is sent",
      apply: { text, configuration in
        if text == "auto" {
          configuration.room.prefillMilliseconds = nil
          return true
        }
        guard let value = Int(text), (0...200).contains(value) else { return false }
        configuration.room.prefillMilliseconds = value
        return true
      }, show: { $0.room.prefillMilliseconds.map { String($0) } ?? "auto" }, form: "auto, or 0 to 200"),
    .number("room.min_delay_ms", 0...5000, "least delay against jitter", \.room.minDelayMilliseconds),
    .number("room.max_delay_ms", 20...10_000, "most delay against jitter", \.room.maxDelayMilliseconds),
    .number("limits.calls", 1...100_000, "calls at once", \.limits.calls),
    .number("limits.rooms", 1...100_000, "rooms at once", \.limits.rooms),
    .number("limits.legs_per_room", 1...256, "callers in one room", \.limits.legsPerRoom),
    .number("limits.connections", 16...1_000_000, "connections at once", \.limits.connections),
    .number("limits.message_bytes", 1024...1_048_576, "largest WebSocket message", \.limits.messageBytes),
  ]

  /// Read by the build, the tests and the bindings, not by the server.
  static let foreignVariables: Set<String> = [
    "PHONEPATCH_SHARED", "PHONEPATCH_REQUIRE_SHARED", "PHONEPATCH_ENGINE", "PHONEPATCH_EMBEDDED",
    "PHONEPATCH_STRICT", "PHONEPATCH_LIBRARY", "PHONEPATCH_LIB_DIR", "PHONEPATCH_LIBDIR", "PHONEPATCH_CONFIG",
  ]

  private static func isToken(_ text: String) -> Bool { !text.isEmpty && !text.contains { $0.isWhitespace } }
}
