/// What can be said, by the name of its file.
enum PromptName: String, CaseIterable, Sendable {
  /// To a caller: you are on a Discord channel.
  case notice
  /// To a channel: a caller is live.
  case live
  /// To a caller: this call is recorded.
  case announce
  /// To a caller: press one if it may be recorded.
  case keypress
  case agreed
  case refused
  /// To a channel: the call is recorded.
  case recorded
  /// To a caller: a minute is left.
  case time
  /// To a caller: nobody can be heard.
  case silence
  /// To a caller: nobody answers.
  case nobody
  case goodbye
}
