/// What 20 ms of sound from a `Receiver` are.
public struct ReceiverFrame: Equatable, Sendable {
  public enum Kind: Int32, Sendable, BitwiseCopyable {
    /// Received sound, and nothing else.
    case played = 0
    /// At least a part was invented.
    case concealed = 1
    /// Silence: nothing has begun, the sender pauses, or the talk is over.
    case silence = 2
    /// A stream has run dry: silence, and everything after it plays later by as much.
    case starved = 3
    /// Received sound, made shorter or longer, or blended into what was invented before it.
    case stretched = 4

    private var distance: Int32 { self == .stretched ? 1 : 2 * rawValue }

    /// Of two kinds the one further from received sound.
    func further(_ other: Kind) -> Kind { other.distance > distance ? other : self }
  }

  public var kind: Kind
  /// True when the PCM is exactly one received frame, sample for sample as it was decoded: not resampled, and of a
  /// packet of 20 ms.
  public var untouched: Bool
  /// When `untouched`, the bytes of that frame in `Receiver.frameBytes`; otherwise 0.
  public var byteCount: Int

  public init(_ kind: Kind, untouched: Bool = false, byteCount: Int = 0) {
    self.kind = kind
    self.untouched = untouched
    self.byteCount = byteCount
  }
}
