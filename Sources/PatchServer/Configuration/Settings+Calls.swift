import PatchNet

/// Settings of what callers are told, of recordings and of calls that go on by themselves.
extension Settings {
  static let ofCalls: [Setting] = [
    Setting(
      key: "prompts", help: "a folder of spoken prompts in place of ours: LANGUAGE/NAME.ul",
      apply: { text, configuration in
        configuration.prompts.folder = text.isEmpty ? nil : text
        return true
      }, show: { $0.prompts.folder ?? "" }, form: "a folder"),
    .text(
      "language", "the language of the spoken prompts; ours: en, de, es, fr", form: "two letters, or xx-YY",
      \.prompts.language,
      valid: { text in
        (2...8).contains(text.utf8.count)
          && text.utf8.allSatisfy { (65...90).contains($0) || (97...122).contains($0) || $0 == 45 }
      }),
    Setting(
      key: "recording", help: "off, announce (callers are told) or keypress (callers press 1 to agree)",
      apply: { text, configuration in
        guard let mode = RecordingSettings.Mode(rawValue: text) else { return false }
        configuration.recording.mode = mode
        return true
      }, show: { $0.recording.mode.rawValue }, form: "off, announce or keypress"),
    .number("recording_days", 1...36_500, "days that recordings are kept", \.recording.days),
    .number("watch.longest_seconds", 0...86_400, "the longest call of any kind; 0: no limit", \.watch.longestSeconds),
    .number(
      "watch.silence_seconds", 0...86_400, "how long a caller may say nothing; 0: for ever", \.watch.silenceSeconds),
    .number(
      "watch.dead_air_seconds", 0...86_400, "how long nobody in a call may say anything; 0: for ever",
      \.watch.deadAirSeconds),
    Setting(
      key: "orphans", help: "leave, or hangup: calls of our numbers that nobody here knows, at start (serve: hangup)",
      apply: { text, configuration in
        guard ["leave", "hangup"].contains(text) else { return false }
        configuration.endsOrphans = text == "hangup"
        return true
      }, show: { $0.endsOrphans ? "hangup" : "leave" }, form: "leave or hangup"),
    Setting(
      key: "twilio.webhooks",
      help: "keep, set (our numbers' webhooks lead here) or restore (and back at the end) (serve: set)",
      apply: { text, configuration in
        guard let mode = TwilioSettings.Webhooks(rawValue: text) else { return false }
        configuration.twilio.webhooks = mode
        return true
      }, show: { $0.twilio.webhooks.rawValue }, form: "keep, set or restore"),
    .text(
      "twilio.fallback_url", "where calls go while we are down: a TwiML Bin that waits and redirects to /twilio/voice",
      form: "https://host (http for loopback only)", \.twilio.fallbackURL, valid: { $0.isEmpty || isAllowedBase($0) }),
    .text(
      "ngrok.api", "ngrok's local API, to find our public address: http://127.0.0.1:4040/api",
      form: "https://host (http for loopback only)", \.tunnel.ngrok, valid: { $0.isEmpty || isAllowedBase($0) }),
    .text(
      "cloudflared.metrics", "cloudflared's metrics address, for the same: 127.0.0.1:20241", form: "host:port",
      \.tunnel.cloudflared, valid: { $0.isEmpty || ListenAddress($0) != nil }),
    .list(
      "webhooks", "addresses that are told of every event", form: "https://…, parted by commas",
      get: { $0.hooks.urls }, valid: { URLParts($0).map { ["http", "https"].contains($0.scheme) } ?? false },
      set: { $0.hooks.urls = $1 }),
    .text(
      "webhook_secret", "signs what those addresses are sent", form: "a text of 12 characters or more", secret: true,
      \.hooks.secret, valid: { $0.isEmpty || $0.utf8.count >= 12 }),
    Setting(
      key: "webhook_private", help: "true: those addresses may be private ones",
      apply: { text, configuration in
        guard let value = Bool(text) else { return false }
        configuration.hooks.allowsPrivate = value
        return true
      }, show: { String($0.hooks.allowsPrivate) }, form: "true or false"),
    .number("watch.grace_seconds", 1...600, "from the spoken notice to the goodbye", \.watch.graceSeconds),
  ]
}
