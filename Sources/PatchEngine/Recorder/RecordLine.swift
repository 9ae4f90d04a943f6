internal import PatchBase

/// The last second of a file: what may still be found not to have been heard. Frames go through it in order; the time
/// before the oldest of them that was not written yet is owed as silence.
struct RecordLine: ~Copyable {
  /// Frames that are kept before they are written.
  static let kept = 50

  private var pcm: Block<Int16>
  private let frame: Int
  private let channels: Int
  private var head = 0
  private(set) var count = 0
  /// Frames of silence that come before the oldest one.
  var owed: UInt64 = 0

  init(frame: Int, channels: Int, _ memory: inout Memory) {
    pcm = Block((RecordLine.kept + 1) * frame * channels, &memory)
    self.frame = frame
    self.channels = channels
  }

  var isFull: Bool { count > RecordLine.kept }

  /// A new frame of silence; what is in the same tick is added to it. The oldest makes way for it, as silence.
  mutating func begin() {
    if isFull {
      removeFirst()
      owed += 1
    }
    let size = frame * channels
    let start = place(count) * size
    count += 1
    var all = pcm.mutableSpan
    var target = all.window(start..<start + size)
    target.fill(with: 0)
  }

  /// Adds a leg's frame to one channel of the newest one.
  mutating func add(_ said: Span<Int16>, channel: Int) {
    let step = channels
    let size = frame * step
    let start = place(count - 1) * size
    let n = min(said.count, frame)
    var all = pcm.mutableSpan
    var target = all.window(start..<start + size)
    for i in 0..<n {
      let sum = Int32(target[i * step + channel]) + Int32(said[i])
      target[i * step + channel] = Int16(clamping: sum)
    }
  }

  /// The last `samples` of a channel were not heard: silence, behind a short fade.
  mutating func cut(_ samples: Int, channel: Int) {
    let total = count * frame
    let first = max(total - samples, 0)
    let fade = frame / 4
    for i in first..<total {
      let at = (place(i / frame) * frame + i % frame) * channels + channel
      let left = fade - 1 - (i - first)
      pcm[at] = left > 0 ? Int16(Int(pcm[at]) * left / fade) : 0
    }
  }

  /// The oldest frame, interleaved.
  var first: Span<Int16> {
    @_lifetime(borrow self)
    borrowing get { pcm.span.window(head * frame * channels..<(head + 1) * frame * channels) }
  }

  mutating func removeFirst() {
    head = (head + 1) % (RecordLine.kept + 1)
    count -= 1
  }

  private func place(_ index: Int) -> Int { (head + index) % (RecordLine.kept + 1) }
}
