/// Whether everything can be said, for `phonepatch doctor`.
public enum PromptCheck {
  public static func run(_ settings: PromptSettings) -> [ServiceCheck.Answer] {
    let missing = PromptLibrary(settings).missing
    let subject = "spoken prompts"
    guard missing.isEmpty else {
      return [
        ServiceCheck.Answer(
          subject: subject, verdict: .warning,
          text: "missing in “\(settings.language)”: \(missing.joined(separator: ", ")); a tone stands in for them, and "
            + "nobody is recorded who was not told in words",
          remedy: settings.folder.map { "put NAME.ul (µ-law, 8 kHz) into \($0)/\(settings.language)" }
            ?? "PHONEPATCH_LANGUAGE: one of \(PromptLibrary.languages.joined(separator: ", "))")
      ]
    }
    return [
      ServiceCheck.Answer(
        subject: subject, verdict: .good, text: "\(PromptName.allCases.count) in “\(settings.language)”")
    ]
  }
}
