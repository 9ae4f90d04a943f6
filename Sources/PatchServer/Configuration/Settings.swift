import Logging
import PatchNet

/// Every setting there is: help, checks and the effective configuration all read this list.
enum Settings {
  static let all: [Setting] = ofServer + ofCalls

  private static let ofServer: [Setting] = [
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
    .text(
      "twilio.webhook_url", "in place of PHONEPATCH_PUBLIC_URL; only its host counts",
      form: "https://host (http for loopback only), without query", \.twilio.webhookURL,
      valid: { $0.isEmpty || isAllowedBase($0) }),
    Setting(
      key: "data", help: "the folder for what is kept: calls, events, recordings",
      apply: { text, configuration in
        configuration.data = text.isEmpty ? nil : text
        return true
      }, show: { $0.data ?? "" }, form: "a folder"),
    .text(
      "tls.certificate", "a PEM file of certificates: both listeners speak TLS", form: "a file", \.tls.certificate,
      valid: { _ in true }),
    .text("tls.key", "a PEM file of the certificate's key", form: "a file", \.tls.key, valid: { _ in true }),
    Setting(
      key: "admin_listen", help: "address for console, API and metrics; beyond loopback only with tokens",
      apply: { text, configuration in
        configuration.adminListen = ListenAddress(text)
        return text.isEmpty || configuration.adminListen != nil
      }, show: { $0.adminListen?.description ?? "" }, form: "host:port"),
    Setting(
      key: "console", help: "a folder of files in place of the console that is built in",
      apply: { text, configuration in
        configuration.consoleFolder = text.isEmpty ? nil : text
        return true
      }, show: { $0.consoleFolder ?? "" }, form: "a folder"),
    Setting(
      key: "sounds", help: "a folder of sounds that may be played to callers: WAV or bare mu-law, 8 kHz",
      apply: { text, configuration in
        configuration.sounds = text.isEmpty ? nil : text
        return true
      }, show: { $0.sounds ?? "" }, form: "a folder"),
    Setting(
      key: "api_tokens", help: "name:role:token,…: who may use the API; roles viewer, operator, admin",
      isSecret: true,
      apply: { text, configuration in
        let items = text.split(separator: ",").map { APIToken(String($0).trimmedOfNewlines) }
        configuration.apiTokens = items.compactMap { $0 }
        return items.count == configuration.apiTokens.count
      }, show: { $0.apiTokens.map(\.name).joined(separator: ",") },
      form: "name:role:token, with tokens of at least 16 characters and roles viewer, operator or admin"),
    .list(
      "guilds", "ids of the Discord servers that may use the bridge", form: "numbers, parted by commas",
      get: { $0.policy.guilds.sorted() }, valid: { UInt64($0) != nil }, set: { $0.policy.guilds = Set($1) }),
    .text(
      "discord.token", "the bot's token; without it there is no bot", form: "a text", secret: true, \.discord.token,
      valid: { $0.isEmpty || isToken($0) }),
    .text(
      "discord.api_base", "Discord's REST API, with the version", form: "https://host (http for loopback only)",
      \.discord.apiBase, valid: isAllowedBase),
    Setting(
      key: "discord.authority", help: "a PEM file to trust in place of the system's, for a Discord of the Lab",
      apply: { text, configuration in
        configuration.discord.authority = text.isEmpty ? nil : text
        return true
      }, show: { $0.discord.authority ?? "" }, form: "a file"),
    .list(
      "discord.spenders", "ids of roles whose members may spend, besides those who manage the server",
      form: "numbers, parted by commas", get: { $0.discord.spenders.sorted() }, valid: { UInt64($0) != nil },
      set: { $0.discord.spenders = Set($1) }),
    .number("discord.wait_seconds", 5...120, "how long a caller waits to be answered", \.discord.waitSeconds),
    .list(
      "policy.countries", "what may be called: US, +4420…; empty: the country of our own number",
      form: "two capital letters, or + and digits", get: { $0.policy.countries }, valid: isCountryOrBeginning,
      set: { $0.policy.countries = $1 }),
    .list(
      "policy.do_not_call", "numbers that are never called", form: "+ and digits",
      get: { $0.policy.doNotCall.sorted() }, valid: { $0.hasPrefix("+") && (try? PhoneNumber($0)) != nil },
      set: { $0.policy.doNotCall = Set($1) }),
    .list(
      "policy.blocked", "numbers whose calls are turned away", form: "+ and digits",
      get: { $0.policy.blocked.sorted() }, valid: { $0.hasPrefix("+") && (try? PhoneNumber($0)) != nil },
      set: { $0.policy.blocked = Set($1) }),
    .list(
      "policy.rates", "estimated cost of a minute: default=0.03,US=0.014,+4420=0.02", form: "US=0.014,default=0.03",
      get: { $0.policy.rates.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" } },
      valid: { rate($0) != nil },
      set: { $0.policy.rates = Dictionary($1.compactMap(rate), uniquingKeysWith: { $1 }) }),
    .number("policy.calls", 0...10_000, "outbound calls at once of each guild", \.policy.each.calls),
    .number("policy.minutes", 0...1_000_000, "outbound minutes a day of each guild", \.policy.each.minutes),
    .amount("policy.cost", "estimated cost a day of each guild", \.policy.each.cost),
    .number("policy.total_calls", 0...10_000, "outbound calls at once of all", \.policy.total.calls),
    .number("policy.total_minutes", 0...1_000_000, "outbound minutes a day of all", \.policy.total.minutes),
    .amount("policy.total_cost", "estimated cost a day of all", \.policy.total.cost),
    .number("policy.longest_minutes", 1...240, "longest outbound call", \.policy.longestMinutes),
    .number("policy.per_number", 1...1000, "calls to one number in an hour", \.policy.perNumber),
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
      "routes", "a YAML file of who calls which number when and what becomes of it", form: "a file", \.routesFile,
      valid: { _ in true }),
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
      "twilio.api_base", "Twilio's REST API, in place of region and edge",
      form: "https://host (http for loopback only)",
      \.twilio.apiBase, valid: { $0.isEmpty || isAllowedBase($0) }),
    .text(
      "twilio.api_key", "SK…, in place of the token for what we send", form: "SK and 32 hexadecimal digits",
      \.twilio.apiKey,
      valid: { $0.isEmpty || ($0.hasPrefix("SK") && VoiceRequest.isCallSid("CA" + $0.dropFirst(2))) }),
    .text(
      "twilio.api_secret", "the key's secret", form: "a text", secret: true, \.twilio.apiSecret,
      valid: { $0.isEmpty || isToken($0) }),
    .text(
      "twilio.region", "Twilio's region, such as ie1", form: "letters and digits", \.twilio.region, valid: isLabel),
    .text(
      "twilio.edge", "Twilio's edge, such as dublin", form: "letters, digits and -", \.twilio.edge, valid: isLabel),
    .text(
      "twilio.phone_number", "our number: what our calls show", form: "+ and digits", \.twilio.phoneNumber,
      valid: { $0.isEmpty || ($0.hasPrefix("+") && (try? PhoneNumber($0)) != nil) }),
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

  private static func isLabel(_ text: String) -> Bool {
    text.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || $0 == UInt8(ascii: "-") }
  }

  private static func isCountryOrBeginning(_ text: String) -> Bool {
    if text.hasPrefix("+") { return text.count > 1 && text.dropFirst().utf8.allSatisfy { (48...57).contains($0) } }
    return NumberPlan.byRegion[text] != nil
  }

  private static func rate(_ text: String) -> (String, Double)? {
    let pair = text.split(separator: "=").map(String.init)
    guard pair.count == 2, pair[0] == "default" || isCountryOrBeginning(pair[0]), let value = Double(pair[1]),
      (0...1000).contains(value)
    else { return nil }
    return (pair[0], value)
  }

  private static func isToken(_ text: String) -> Bool { !text.isEmpty && !text.contains { $0.isWhitespace } }
}
