/// From likelihood to decision: on at the threshold, or at 54 % of it where the level has just risen; off after it was
/// below 77 % of it for the hangover.
struct VoiceDecision {
  private let on: Float
  private let off: Float
  private let hangover: Int  // frames
  private var isOn = false
  private var silent = 0  // frames below `off`

  init(_ settings: VoiceSettings) {
    on = settings.threshold
    off = settings.threshold * 0.77
    hangover = settings.hangover / 10
  }

  /// Decides the frame of `frame` samples that begins at `position`.
  mutating func take(
    _ likelihood: Float, isSudden: Bool, at position: UInt64, frame: UInt64, into state: inout VoiceState
  ) {
    state.change = .none
    if isOn {
      silent = likelihood >= off ? 0 : silent + 1
      if silent > hangover {
        isOn = false
        state.change = .ended
        state.position = position &- UInt64(silent - 1) &* frame
      }
    } else if likelihood >= (isSudden ? on * 0.54 : on) {
      isOn = true
      silent = 0
      state.change = .started
      // What made it likely is the window's newest 20 ms.
      state.position = position >= frame ? position - frame : 0
    }
    state.isSpeech = isOn
  }
}
