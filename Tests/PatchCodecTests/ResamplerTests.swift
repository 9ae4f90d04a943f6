import Foundation
import PatchBase
import PatchCodec
import Testing

struct Rates: CustomTestStringConvertible, Sendable {
  let from: Int32
  let to: Int32
  var testDescription: String { "\(from) to \(to)" }

  static let telephone = [
    Rates(from: 8000, to: 48_000), Rates(from: 48_000, to: 8000), Rates(from: 16_000, to: 48_000),
    Rates(from: 48_000, to: 16_000), Rates(from: 8000, to: 16_000), Rates(from: 24_000, to: 8000),
  ]
  static let all =
    telephone + [
      Rates(from: 44_100, to: 48_000), Rates(from: 48_000, to: 44_100), Rates(from: 8000, to: 192_000),
      Rates(from: 192_000, to: 8000), Rates(from: 11_025, to: 8000), Rates(from: 8001, to: 47_999),
      Rates(from: 16_000, to: 16_000), Rates(from: 16_000, to: 24_000), Rates(from: 32_000, to: 24_000),
      Rates(from: 48_000, to: 40_000), Rates(from: 24_000, to: 48_000),
    ]
}

@Suite struct ResamplerTests {
  /// All of `input` in one call, with exactly the room that the resampler asks for.
  func whole(_ rates: Rates, _ input: [Int16], channels: Int = 1, quality: Int? = nil) throws -> [Int16] {
    var resampler = try Resampler(from: rates.from, to: rates.to, channels: channels, quality: quality)
    return try feed(&resampler, input, channels: channels)
  }

  func feed(_ resampler: inout Resampler, _ input: [Int16], channels: Int = 1) throws -> [Int16] {
    var output = [Int16](repeating: 0, count: try resampler.needed(for: input.count / channels) * channels)
    var span = output.mutableSpan
    let step = try resampler.process(input.span, into: &span)
    #expect(step.consumed == input.count / channels)
    #expect(step.produced == output.count / channels)
    return output
  }

  /// 1000 random cuttings in all: inputs and outputs from nothing to a few frames, what was not consumed fed again.
  @Test(arguments: Rates.all) func everyCuttingGivesTheSame(rates: Rates) throws {
    var random = Lottery(seed: UInt64(rates.from) << 20 | UInt64(rates.to))
    let rounds = 1000 / Rates.all.count + 1
    var refusals = 0
    for round in 0..<rounds {
      let channels = round % 3 == 2 ? 2 : 1
      let longest = [2, 9, 170, 700][round / 4 % 4]
      let length = min(80 + 5 * longest, 900) + Int.random(in: 0..<50, using: &random)
      let input = Sounds.noise(samples: length * channels, seed: UInt64(round))
      let quality = round % 4 == 3 ? 5 : nil
      let expected = try whole(rates, input, channels: channels, quality: quality)
      var resampler = try Resampler(from: rates.from, to: rates.to, channels: channels, quality: quality)
      var output: [Int16] = []
      var fed = 0
      var idle = 0
      while fed < input.count / channels, idle < 1000 {
        let offered = min(Int.random(in: 0...longest, using: &random), input.count / channels - fed)
        let piece = Array(input[fed * channels..<(fed + offered) * channels])
        var room = [Int16](repeating: 0, count: Int.random(in: 0...longest, using: &random) * channels)
        let due = try resampler.needed(for: offered)
        do {
          var span = room.mutableSpan
          let step = try resampler.process(piece.span, into: &span)
          #expect(step.produced == min(due, room.count / channels))
          #expect(step.produced < due || step.consumed == offered, "all is taken when all fits")
          output += room[..<(step.produced * channels)]
          fed += step.consumed
          idle = step.consumed + step.produced == 0 ? idle + 1 : 0
        } catch let error {
          #expect(error == .noSpace(needed: 0))
          #expect(error.needed == due * channels, "the refusal says what would do")
          #expect(room.isEmpty)
          refusals += 1
        }
      }
      #expect(output == expected)
    }
    #expect(refusals > 0)
  }

  /// An impulse comes out where the reported delay says.
  @Test(arguments: Rates.all) func theDelayIsAsReported(rates: Rates) throws {
    var resampler = try Resampler(from: rates.from, to: rates.to)
    let place = 4 * resampler.inputDelay + 100
    var input = [Int16](repeating: 0, count: 2 * place + 400)
    // A short round hill, well below both Nyquist limits, so that its middle is its peak at either rate.
    let width = max(12, 12 * Int(rates.from / rates.to))
    for i in -width...width { input[place + i] = Int16(12_000 * (1 + cos(.pi * Double(i) / Double(width)))) }
    let inputDelay = resampler.inputDelay
    let outputDelay = resampler.outputDelay
    let output = try feed(&resampler, input)
    let scale = Double(rates.to) / Double(rates.from)
    let (mass, moment) = output.enumerated().reduce(into: (0.0, 0.0)) { sum, item in
      sum.0 += Double(item.element)
      sum.1 += Double(item.element) * Double(item.offset)
    }
    let middle = moment / mass
    #expect(abs(middle - (Double(place) + Double(inputDelay)) * scale) < 0.05 * max(scale, 1))
    #expect(abs(Double(outputDelay) - Double(inputDelay) * scale) <= 1)
  }

  @Test(arguments: Rates.telephone) func theDelayIsThatOfAShortFilter(rates: Rates) throws {
    let (low, scale) = (min(rates.from, rates.to), Int(rates.from / min(rates.from, rates.to)))
    let own = try Resampler(from: rates.from, to: rates.to)
    let (ownDelay, ownOutput) = (own.inputDelay, own.outputDelay)
    // Six times a rate, and back, by way of twice that rate.
    let half = max(rates.from, rates.to) / low > 3 ? 27 : 24
    #expect(ownDelay == half * scale)
    #expect(ownOutput == half * Int(rates.to / low))
    #expect(Resampler.delay(between: rates.from, and: rates.to) == UInt64(half * 1_000_000) / UInt64(low))
    // Asked for its quality, speexdsp: later than ours.
    let asked = try Resampler(from: rates.from, to: rates.to, quality: 5)
    let delay = asked.inputDelay
    #expect(delay == 40 * scale)
  }

  @Test func fullScaleIsClipped() throws {
    let square = (0..<800).map { Int16($0 / 20 % 2 == 0 ? 32767 : -32768) }
    let up = try whole(Rates(from: 8000, to: 48_000), square)
    #expect(up.max() == 32767 && up.min() == -32768)
    // Around a steady level nothing overshoots or wraps.
    let high = try whole(Rates(from: 48_000, to: 8000), [Int16](repeating: 32767, count: 4800))
    #expect(high.suffix(400).allSatisfy { $0 >= 32766 })
  }

  /// Full scale with the sign of each tap: the largest sums that there are, which must not wrap anywhere.
  @Test(arguments: Rates.all.filter { max($0.from, $0.to) <= 48_000 && min($0.from, $0.to) % 8000 == 0 })
  func theWorstInputIsClipped(rates: Rates) throws {
    let common = gcd(Int(rates.from), Int(rates.to))
    let (from, to) = (Int(rates.from) / common, Int(rates.to) / common)
    let span = 60 * max(from, to)  // more than the filter sees
    let count = 2 * span / from * from
    // An output is the same that many inputs and outputs later, so one impulse at each of as many places tells all.
    let answers = try (0..<from).map { place in
      var impulse = [Int16](repeating: 0, count: count)
      impulse[place] = 32767
      return try whole(rates, impulse)
    }
    for row in 0..<to {
      let last = (count / from - 1) * to + row
      let worst = (0..<count).map { i -> Int16 in
        let at = last - i / from * to
        return at >= 0 && at < answers[i % from].count && answers[i % from][at] < 0 ? -32768 : 32767
      }
      #expect(try whole(rates, worst)[last] == 32767)
      #expect(try whole(rates, worst.map { ~$0 })[last] == -32768)
    }
  }

  private func gcd(_ a: Int, _ b: Int) -> Int { b == 0 ? a : gcd(b, a % b) }

  /// What the taps' 16 bits take from a steady level, and from the sign.
  @Test(arguments: Rates.telephone) func aSteadyLevelStays(rates: Rates) throws {
    for level in [1, 2, 100, 16_000, 32_767, -1, -32_768] as [Int16] {
      let output = try whole(rates, [Int16](repeating: level, count: 2000))
      #expect(output.suffix(output.count / 2).allSatisfy { $0 == level })
    }
  }

  @Test(arguments: Rates.telephone) func theBandIsFlatToThe3400HertzOfTheTelephone(rates: Rates) throws {
    for hertz in [100.0, 300, 1000, 2300, 3000, 3400] {
      let input = Sounds.tone(hertz, rate: Int(rates.from), samples: Int(rates.from))
      let output = try whole(rates, input)
      let middle = output[output.count / 4..<3 * output.count / 4]
      let gain = 20 * log10(Sounds.amplitude(of: hertz, rate: Int(rates.to), in: middle) / 0.5)
      #expect(abs(gain) < 0.001, "\(hertz) Hz")
    }
  }

  @Test func imagesAndAliasesAre80Below() throws {
    // An image: 3 kHz at 8 kHz would come back at 5, 11, 13 … kHz.
    let up = try whole(Rates(from: 8000, to: 48_000), Sounds.tone(3000, rate: 8000, samples: 8000))
    for image in [5000.0, 11_000, 13_000, 19_000] {
      let level = 20 * log10(Sounds.amplitude(of: image, rate: 48_000, in: up[8000..<40_000]) / 0.5)
      #expect(level < -80, "\(image) Hz")
    }
    // Near the edge: 7 kHz at 16 kHz would come back at 9.
    let near = try whole(Rates(from: 16_000, to: 48_000), Sounds.tone(7000, rate: 16_000, samples: 16_000))
    #expect(20 * log10(Sounds.amplitude(of: 9000, rate: 48_000, in: near[8000..<40_000]) / 0.5) < -80)
    // An alias: 5 kHz would fold to 3 kHz.
    for hertz in [4600.0, 5000, 7000, 11_000, 20_000] {
      let down = try whole(Rates(from: 48_000, to: 8000), Sounds.tone(hertz, rate: 48_000, samples: 48_000))
      #expect(Sounds.rms(down[1000..<7000]) < 0.5 * 32767 / 2.0.squareRoot() * 1e-4, "\(hertz) Hz")
    }
  }

  @Test(arguments: [1, 2, 8], Rates.all) func resetIsAsNew(channels: Int, rates: Rates) throws {
    let input = Sounds.noise(samples: 2000 * channels)
    var resampler = try Resampler(from: rates.from, to: rates.to, channels: channels)
    let first = try feed(&resampler, input, channels: channels)
    // Stops in the middle of a period.
    _ = try feed(&resampler, Array(input[..<(77 * channels)]), channels: channels)
    try resampler.reset()
    #expect(try feed(&resampler, input, channels: channels) == first)
  }

  @Test func channelsDoNotMix() throws {
    let (left, right) = (Sounds.noise(samples: 1000, seed: 1), Sounds.noise(samples: 1000, seed: 2))
    let rates = Rates(from: 8000, to: 48_000)
    let both = try whole(rates, (0..<2000).map { $0 % 2 == 0 ? left[$0 / 2] : right[$0 / 2] }, channels: 2)
    #expect(stride(from: 0, to: both.count, by: 2).map { both[$0] } == (try whole(rates, left)))
    #expect(stride(from: 1, to: both.count, by: 2).map { both[$0] } == (try whole(rates, right)))
  }

  @Test(arguments: Rates.all) func skippingTheDelayLinesUp(rates: Rates) throws {
    let input = Sounds.noise(samples: 3000)
    var plain = try Resampler(from: rates.from, to: rates.to)
    var skipping = try Resampler(from: rates.from, to: rates.to)
    try skipping.skipDelay()
    #expect(fault { () throws(Fault) in try skipping.skipDelay() } == .state)
    let delay = plain.inputDelay
    let whole = try feed(&plain, input + [Int16](repeating: 0, count: delay))
    let lined = try feed(&skipping, input + [Int16](repeating: 0, count: delay))
    #expect(lined.count == (input.count * Int(rates.to) + Int(rates.from) - 1) / Int(rates.from))
    if Int(rates.to) * delay % Int(rates.from) == 0 {
      #expect(lined == Array(whole.suffix(lined.count)))
    }
    try skipping.reset()
    try skipping.skipDelay()
    #expect(try feed(&skipping, input + [Int16](repeating: 0, count: delay)) == lined)
    #expect(fault { () throws(Fault) in try skipping.skipDelay() } == .state)
  }

  @Test func equalRatesCopy() throws {
    let input = Sounds.noise(samples: 500)
    #expect(try whole(Rates(from: 48_000, to: 48_000), input) == input)
    let resampler = try Resampler(from: 8000, to: 8000)
    #expect(resampler.inputDelay == 0 && resampler.outputDelay == 0)
  }

  @Test func longInputsTakeSeveralPieces() throws {
    let input = Sounds.noise(samples: 200_000)
    let rates = Rates(from: 48_000, to: 8000)
    let expected = try whole(rates, input)
    var resampler = try Resampler(from: rates.from, to: rates.to)
    var output: [Int16] = []
    for start in stride(from: 0, to: input.count, by: 960) {
      output += try feed(&resampler, Array(input[start..<min(start + 960, input.count)]))
    }
    #expect(output == expected)
  }

  @Test func refusesWhatItCannotTake() throws {
    for (from, to, channels, quality) in [
      (7999, 48_000, 1, 5), (8000, 192_001, 1, 5), (0, 8000, 1, 5), (-8000, 8000, 1, 5), (8000, .max, 1, 5),
      (8000, 48_000, 0, 5), (8000, 48_000, 9, 5), (8000, 48_000, 1, -1), (8000, 48_000, 1, 11),
    ] as [(Int32, Int32, Int, Int)] {
      let found = fault { () throws(Fault) in try Resampler(from: from, to: to, channels: channels, quality: quality) }
      #expect(found == .argument)
    }
    var stereo = try Resampler(from: 8000, to: 16_000, channels: 2)
    var out = [Int16](repeating: 0, count: 64)
    var span = out.mutableSpan
    var found: Fault?
    do { _ = try stereo.process([1, 2, 3].span, into: &span) } catch { found = error }
    #expect(found == .argument, "half a pair")
    #expect(fault { () throws(Fault) in try stereo.needed(for: -1) } == .argument)
    #expect(fault { () throws(Fault) in try stereo.needed(for: .max) } == .argument)
  }
}
