/// Whether calls are recorded, and for how long that is kept.
public struct RecordingSettings: Sendable, Equatable {
  public enum Mode: String, Sendable, CaseIterable {
    case off
    /// Callers are told, and may hang up.
    case announce
    /// Callers press a key to agree.
    case keypress
  }

  public var mode = Mode.off
  public var days = 30

  public init() {}
}
