import PatchBase
import PatchCodec

/// Brings sound to another number of channels and another rate, in pieces. What comes out lasts as long as what went
/// in: `input samples · to / from`, rounded to the nearest.
struct SampleShaper: ~Copyable {
  private let from: (rate: Int32, channels: Int)
  private let to: (rate: Int32, channels: Int)
  private var resampler: Resampler?
  private var mixed: [Int16] = []
  private var out: [Int16] = []
  /// Samples per channel, so far.
  private(set) var consumed: Int64 = 0
  private(set) var produced: Int64 = 0

  init(from: (rate: Int32, channels: Int), to: (rate: Int32, channels: Int), quality: Int) throws {
    self.from = from
    self.to = to
    resampler = nil
    if from.rate != to.rate {
      var made = try Resampler(from: from.rate, to: to.rate, channels: to.channels, quality: quality)
      try made.skipDelay()
      resampler = consume made
    }
  }

  /// Takes interleaved samples in and hands those that are ready to `sink`.
  mutating func push(_ pcm: ArraySlice<Int16>, into sink: (ArraySlice<Int16>) throws -> Void) throws {
    consumed += Int64(pcm.count / from.channels)
    mix(pcm)
    guard resampler != nil else {
      produced += Int64(mixed.count / to.channels)
      return try sink(mixed[...])
    }
    try resample(limit: .max, into: sink)
  }

  /// Pushes out what the resampler still holds.
  mutating func finish(into sink: (ArraySlice<Int16>) throws -> Void) throws {
    guard resampler != nil else { return }
    let due = (consumed * Int64(to.rate) + Int64(from.rate) / 2) / Int64(from.rate)
    while produced < due {
      mixed = [Int16](repeating: 0, count: 256 * to.channels)
      try resample(limit: due, into: sink)
    }
  }

  /// Several channels become one as their mean; one becomes two equal ones.
  private mutating func mix(_ pcm: ArraySlice<Int16>) {
    guard from.channels != to.channels else {
      mixed = Array(pcm)
      return
    }
    mixed.removeAll(keepingCapacity: true)
    for start in stride(from: pcm.startIndex, to: pcm.endIndex, by: from.channels) {
      var sum = 0
      for channel in 0..<from.channels { sum += Int(pcm[start + channel]) }
      // Rounded to the nearest, a half away from zero, so that no direct current is added.
      let half = sum < 0 ? -from.channels / 2 : from.channels / 2
      let mean = Int16((sum + half) / from.channels)
      for _ in 0..<to.channels { mixed.append(mean) }
    }
  }

  private static func process(
    _ resampler: inout Resampler, _ mixed: [Int16], _ start: Int, into out: inout [Int16]
  ) throws(Fault) -> (consumed: Int, produced: Int) {
    var span = out.mutableSpan
    return try resampler.process(mixed.span.extracting(start..<mixed.count), into: &span)
  }

  private mutating func resample(limit: Int64, into sink: (ArraySlice<Int16>) throws -> Void) throws {
    var start = 0
    if out.isEmpty { out = [Int16](repeating: 0, count: 16_384 * to.channels) }
    while true {
      let step = try SampleShaper.process(&resampler!, mixed, start, into: &out)
      start += step.consumed * to.channels
      let count = Int(min(Int64(step.produced), limit - produced))
      if count > 0 { try sink(out[..<(count * to.channels)]) }
      produced += Int64(count)
      if start >= mixed.count, step.produced * to.channels < out.count { return }
      if step.consumed == 0, step.produced == 0 { return }
    }
  }
}
