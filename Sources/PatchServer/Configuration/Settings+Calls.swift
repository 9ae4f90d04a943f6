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
    .number("watch.grace_seconds", 1...600, "from the spoken notice to the goodbye", \.watch.graceSeconds),
  ]
}
