/// Who says what when: a track for each caller, in which callers take turns and mostly let each other finish.
public struct TurnTable: Equatable, Sendable {
  public var tracks: [[UInt8]]
  public var turns: [Turn]

  static let frame = 160
  private static let opening = 1.0  // so that everybody is in the room
  private static let closing = 1.0  // so that nothing is still on its way when the calls end
  private static let pause = 0.3
  private static let overlap = 0.4
  private static let longest = 3.0

  /// - Parameters:
  ///   - seconds: length of the tracks.
  ///   - speech: at least one sound; used in order, again from the start when they run out.
  public init(callers: Int, seconds: Double, speech: [Speech]) {
    let length = Int(seconds * 50) * Self.frame
    tracks = [[UInt8]](repeating: [UInt8](repeating: 0xFF, count: length), count: callers)
    turns = []
    var at = Self.opening
    var next = 0
    while true {
      let caller = next % callers
      let speech = speech[next % speech.count]
      let sound = Self.levelled(speech.sound.prefix(Int(Self.longest * 8000)))
      let begin = Int(at * 50) * Self.frame
      guard begin + sound.count <= length - Int(Self.closing * 8000) else { break }
      tracks[caller].replaceSubrange(begin..<begin + sound.count, with: sound)
      turns.append(Turn(caller: caller, file: speech.name, range: begin..<begin + sound.count))
      next += 1
      // In the first round each speaks alone; later they fall into each other's words.
      at += Double(sound.count) / 8000 + (next < callers ? Self.pause : -Self.overlap)
    }
  }

  /// Every caller has a turn.
  public var isComplete: Bool { Set(turns.map(\.caller)).count == tracks.count }

  /// At most −10 dBFS, so that two voices at once stay below the limiter's knee and their sum is exact.
  private static func levelled(_ sound: ArraySlice<UInt8>) -> [UInt8] {
    let pcm = PhoneSound.decode(Array(sound))
    let peak = pcm.reduce(1) { max($0, abs(Int($1))) }
    let limit = 10_362
    return PhoneSound.encode(peak <= limit ? pcm : pcm.map { Int16(Int($0) * limit / peak) })
  }
}
