internal import PatchBase

/// 10 ms at 16, 24 or 48 kHz to 10 ms at 8 kHz, for ears that need no more: a windowed sinc of 12 samples of the output,
/// 0.75 ms of delay, 20 dB down at 4.6 kHz and 55 from 5 kHz on.
struct Downsampler: ~Copyable {
  /// Samples of 10 ms at 8 kHz.
  static let frame = 80

  /// Half of the sinc at 48 kHz: it ends at 3.9 kHz, under a raised cosine; all of it adds up to 32768.
  private static let half: InlineArray<36, Int16> = [
    0, -1, -4, -6, -5, 3, 17, 35, 50, 52, 35, -6, -64, -126, -170, -172, -118, -5, 147, 301, 408, 421, 305, 60, -279,
    -637,
    -911, -992, -791, -260, 586, 1666, 2842, 3944, 4797, 5262,
  ]

  private let factor: Int
  private var taps: Block<Int16>
  private var line: Block<Int16>
  /// The newest 10 ms.
  private(set) var output: Block<Int16>

  static func supports(_ rate: Int32) -> Bool { rate == 8000 || rate == 16_000 || rate == 24_000 || rate == 48_000 }

  /// `rate` is one of those supported; what else was refused before makes something of no use.
  init(from rate: Int32, _ memory: inout Memory) {
    factor = max(Int(rate / 8000), 1)
    taps = Block(factor * 12, &memory)
    line = Block(factor * (12 + Downsampler.frame), &memory)
    output = Block(Downsampler.frame, &memory)
    // At lower rates every second or third of them, near the middle.
    let stride = 6 / factor
    for i in 0..<taps.count {
      let k = i * stride + (stride - 1) / 2
      taps[i] = Downsampler.half[min(k, 71 - k)]
    }
  }

  mutating func reset() { line.clear() }

  /// Takes 10 ms; `output` is the same at 8 kHz.
  mutating func process(_ pcm: Span<Int16>) {
    if factor == 1 {
      output.append(pcm)
    } else {
      line.append(pcm)
      Downsampler.filter(line, taps, factor, &output)
    }
  }

  private static func filter(
    _ line: borrowing Block<Int16>, _ taps: borrowing Block<Int16>, _ factor: Int, _ output: inout Block<Int16>
  ) {
    let all = line.span
    let w = taps.span
    for i in 0..<frame {
      let start = (i &+ 1) &* factor
      // At the lower rates every second or third tap, which makes up a half or a third of the sum.
      let sum = product(w, all.window(start..<start &+ w.count))
      output[i] = Int16(clamping: (Int64(sum) * Int64(6 / factor)) >> 15)
    }
  }
}

/// The taps' magnitudes add up to less than 2^16, so 32 bits hold the sum. Not a member: a specialised one loses its mark.
@inline(never)
@_optimize(speed)
private func product(_ w: Span<Int16>, _ x: Span<Int16>) -> Int32 {
  var sum: Int32 = 0
  for i in 0..<min(w.count, x.count) { sum &+= Int32(w[i]) &* Int32(x[i]) }
  return sum
}

extension Block<Int16> {
  /// Moves the samples down and puts `pcm` behind them. Sound shorter than asked for stands at the end.
  mutating func append(_ pcm: Span<Int16>) {
    let kept = count - pcm.count
    var all = mutableSpan
    for i in 0..<kept { all[i] = all[i &+ pcm.count] }
    var rest = all.window(kept..<all.count)
    rest.copy(from: pcm)
  }
}
