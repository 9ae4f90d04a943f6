/// Judges by how a call begins what has answered it. Counts frames of 10 ms from the answer on.
///
/// People say a word or two and wait. Machines speak on, and beep. The judgement may change while the call goes on: a short
/// greeting with a beep behind it was a machine after all.
struct AnswerClassifier {
  struct Verdict: Equatable {
    var kind: AnswerKind
    /// 0…1.
    var confidence: Float
  }

  private var frames = 0
  private var begun = -1  // frame in which the greeting began
  private var spoken = 0  // frames of it with speech
  private var pause = 0  // frames since speech
  private var music: Float = 0
  private var heard = 0  // frames above −50 dBov
  private(set) var verdict: Verdict?

  /// After this long nothing new is decided but beeps, faxes and the network: 20 s.
  private static let window = 2000

  /// One more frame. True when the verdict is new.
  mutating func take(_ state: VoiceState) -> Bool {
    frames += 1
    music += (state.music - music) * 0.005
    if state.level > -50 { heard += 1 }
    if state.isSpeech {
      if begun < 0 { begun = frames }
      spoken += 1
      pause = 0
    } else {
      pause += 1
    }
    guard frames < AnswerClassifier.window else { return false }
    if begun < 0 {
      if frames >= 400, heard * 20 < frames { return settle(.silence, 0.9) }
      if frames >= 400, music > 0.5 { return settle(.music, 0.5 + 0.5 * min(music, 0.9)) }
      return false
    }
    let greeting = frames - begun - pause
    // Music that was taken for speech now and then is music.
    if frames >= 600, music > 0.6, spoken * 4 < frames { return settle(.music, 0.7) }
    if greeting >= 280 { return settle(.machine, min(0.75 + 0.0012 * Float(greeting - 280), 0.95)) }
    if pause >= 80, spoken >= 12 {
      return settle(.human, greeting <= 100 ? 0.9 : 0.9 - 0.002 * Float(greeting - 100))
    }
    return false
  }

  /// A tone. True when the verdict is new.
  mutating func take(_ tone: ListenerEvent.Kind, _ hertz: UInt64) -> Bool {
    switch tone {
    // One of 100 ms or more behind a greeting is a machine's.
    case .beep: begun >= 0 && settle(.machine, 0.97)
    case .fax: settle(.fax, hertz == 2100 ? 0.97 : 0.85)
    case .information: settle(.network, 0.97)
    case .speechStarted, .speechEnded, .digit, .beepEnded, .answer: false
    }
  }

  /// True when it is news: another kind with at least the confidence of the one before.
  @inline(never)
  private mutating func settle(_ kind: AnswerKind, _ confidence: Float) -> Bool {
    if let verdict, verdict.kind == kind || verdict.confidence > confidence { return false }
    verdict = Verdict(kind: kind, confidence: confidence)
    return true
  }
}
