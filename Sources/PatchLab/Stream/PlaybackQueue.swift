/// Twilio's queue of sound for one caller, as arithmetic: positions are bytes of the stream's format since `start`, and
/// time is such a position too. What is queued has a fixed place at once, so nothing depends on when anyone looks.
struct PlaybackQueue {
  /// What `append` did.
  enum Taken: Equatable { case queued, overflow }

  private(set) var timeline = HeardTimeline()
  private(set) var marks: [StreamReport.Mark] = []
  private(set) var clears: [StreamReport.Clear] = []
  private var pending: [Int] = []  // indices into marks, in order
  private var cause = HeardTimeline.Gap.Cause.opening
  private let silence: [UInt8]
  private let limit: Int

  /// - Parameters:
  ///   - silence: the bytes of one silent sample.
  ///   - limit: how many bytes may wait.
  init(silence: [UInt8], limit: Int) {
    self.silence = silence
    self.limit = limit
  }

  /// Where the queued sound ends.
  var end: Int { timeline.bytes.count }

  /// Sound of the server, arrived at `now`.
  mutating func append(_ bytes: [UInt8], at now: Int) -> Taken {
    let now = whole(now)
    if max(end - now, 0) + bytes.count > limit { return .overflow }
    if now > end {
      timeline.gaps.append(.init(position: end, length: now - end, cause: cause))
      fill(to: now)
    }
    cause = .dry
    timeline.chunks.append(.init(position: end, length: bytes.count, arrived: now))
    timeline.bytes += bytes
    return .queued
  }

  /// A mark behind the sound queued so far.
  mutating func mark(_ name: String, at now: Int) {
    pending.append(marks.count)
    marks.append(.init(name: name, position: max(end, now), arrived: now, returned: nil, flushed: false))
  }

  /// Names of the marks whose place has been played, in order.
  mutating func takeDue(at now: Int) -> [String] {
    var names: [String] = []
    while let first = pending.first, marks[first].position <= now {
      marks[first].returned = now
      names.append(marks[first].name)
      pending.removeFirst()
    }
    return names
  }

  /// Throws away what is not yet heard. The pending marks come back, in order.
  mutating func clear(at now: Int) -> [String] {
    let played = takeDue(at: now)
    let now = whole(now)
    clears.append(.init(at: now, dropped: max(end - now, 0)))
    cut(to: now)
    cause = .cleared
    for index in pending {
      marks[index].returned = now
      marks[index].flushed = true
    }
    let names = played + pending.map { marks[$0].name }
    pending = []
    return names
  }

  /// The call is over: what waits is never heard, and silence lasts to the end.
  mutating func finish(at now: Int) {
    let now = whole(now)
    cut(to: now)
    if now > end {
      timeline.gaps.append(.init(position: end, length: now - end, cause: cause))
      fill(to: now)
    }
  }

  private mutating func cut(to now: Int) {
    guard now < end else { return }
    timeline.bytes.removeLast(end - now)
    while let last = timeline.chunks.last, last.position + last.length > now {
      if last.position >= now {
        timeline.chunks.removeLast()
      } else {
        timeline.chunks[timeline.chunks.count - 1].length = now - last.position
      }
    }
  }

  private mutating func fill(to position: Int) {
    while end < position { timeline.bytes += silence }
  }

  /// Whole samples only.
  private func whole(_ position: Int) -> Int { position - position % silence.count }
}
