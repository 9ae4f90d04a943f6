/// What answers a call.
public enum AnswerKind: UInt32, Sendable {
  /// A short greeting and then a pause, as people answer.
  case human = 1
  /// A greeting without end, or a beep behind one.
  case machine = 2
  /// A fax machine's tone.
  case fax = 3
  /// Nothing.
  case silence = 4
  /// Music without anybody speaking.
  case music = 5
  /// The network's information tone: no such number, or the like.
  case network = 6
}
