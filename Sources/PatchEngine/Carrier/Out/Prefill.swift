/// How much silence is kept ahead in a carrier's playback queue, so that a late tick does not starve it.
///
/// The slack is what the queue still holds when the next frame is sent. On time it is the prefill; each late tick lowers
/// it. A fixed prefill stays as it is. The automatic one begins at one frame and steers, in the silent moments of what
/// the leg hears, by the least slack of the last two seconds: below 5 ms one frame more, up to two; above 30 ms
/// one frame less.
struct Prefill {
  enum Action: Equatable {
    case none
    /// Send a frame of silence in addition.
    case insert
    /// Leave this frame of silence out.
    case skip
  }

  private static let window = 100
  private static let least: UInt64 = 5_000
  private static let most: UInt64 = 30_000

  /// Frames to send ahead when the sound begins.
  private(set) var frames: Int
  private let isAutomatic: Bool
  private var seen = 0
  private var lowest = UInt64.max

  /// `milliseconds` nil is automatic. Otherwise rounded up to frames.
  init(milliseconds: Int?) {
    isAutomatic = milliseconds == nil
    frames = milliseconds.map { ($0 + 19) / 20 } ?? 1
  }

  /// Notes the slack before a frame in µs, and says what to do with it; `silent` when the frame is digital silence.
  mutating func steer(slack: UInt64, silent: Bool) -> Action {
    guard isAutomatic else { return .none }
    lowest = min(lowest, slack)
    seen += 1
    if lowest < Prefill.least, silent, seen >= 2 {
      guard slack < 40_000 else { return .none }
      restart()
      frames = min(frames + 1, 2)
      return .insert
    }
    guard seen >= Prefill.window else { return .none }
    let spare = lowest
    guard spare > Prefill.most else {
      if !(spare < Prefill.least) { restart() }
      return .none
    }
    guard silent else { return .none }
    restart()
    frames = max(frames - 1, 1)
    return .skip
  }

  /// Forgets what was seen: the sound begins anew.
  mutating func restart() {
    seen = 0
    lowest = .max
  }
}
