/// A caller's track cut into frames, as the aligner needs it.
struct Voice {
  let frames: [[UInt8]]
  let pcm: [[Int16]]
  /// Sum of magnitudes; 0 is digital silence.
  let energy: [Int]

  init(_ track: [UInt8]) {
    frames = stride(from: 0, to: track.count - TurnTable.frame + 1, by: TurnTable.frame).map {
      Array(track[$0..<$0 + TurnTable.frame])
    }
    pcm = frames.map(PhoneSound.decode)
    energy = pcm.map { $0.reduce(0) { $0 + abs(Int($1)) } }
  }
}
