/// What the person at the telephone does.
public struct Caller: Equatable, Sendable {
  /// What the caller says from the start of each stream on: bytes of the stream's format; silence after.
  public var speech: [UInt8] = []
  /// Say it again and again.
  public var loops = false
  /// Keys pressed while a bidirectional stream lasts, in order of time.
  public var keys: [Key] = []
  /// What the caller does at each `Gather`, one after the other; nothing once they are used up.
  public var gathers: [Gathering] = []
  /// How long the caller speaks into each `Record`, in seconds.
  public var recordSeconds = 1.0
  /// The caller hangs up this long after the answer; nil stays to the end.
  public var hangsUp: Double?

  public init(speech: [UInt8] = [], hangsUp: Double? = nil) {
    self.speech = speech
    self.hangsUp = hangsUp
  }

  public struct Key: Equatable, Sendable {
    /// Seconds after the stream's start.
    public var at: Double
    public var digit: Character

    public init(at: Double, digit: Character) {
      self.at = at
      self.digit = digit
    }
  }

  public enum Gathering: Equatable, Sendable {
    case keys(String)
    case speech(String, confidence: Double)
    case nothing
  }
}

extension Caller {
  /// What is said in frame `index` of a stream.
  func frame(_ index: Int, size: Int, silence: [UInt8]) -> [UInt8] {
    var begin = index * size
    if loops, !speech.isEmpty { begin %= (speech.count + size - 1) / size * size }
    var frame: [UInt8] = begin < speech.count ? Array(speech[begin..<min(begin + size, speech.count)]) : []
    while frame.count < size { frame += silence }
    return frame
  }
}
