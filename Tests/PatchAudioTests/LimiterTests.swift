import PatchAudio
import Testing

@Suite struct LimiterTests {
  func run(_ limiter: inout Limiter, _ sums: [Int32], block: Int = 160) -> [Int16] {
    var result: [Int16] = []
    var at = 0
    while at < sums.count {
      let part = Array(sums[at..<min(at + block, sums.count)])
      var out = [Int16](repeating: 0, count: part.count)
      var span = out.mutableSpan
      limiter.process(part.span, into: &span)
      result += out
      at += block
    }
    return result
  }

  @Test func identityUpToTheKnee() {
    var limiter = Limiter()
    let sums = (0..<160 * 400).map { Int32($0) - 32_000 }.map { min(max($0, -Limiter.knee), Limiter.knee) }
    #expect(run(&limiter, sums).map(Int32.init) == sums)
    #expect(limiter.isIdle)
  }

  @Test func aboveTheKneeItStartsSoftly() {
    // A block whose peak is one above the knee comes out at the knee, within a unit.
    for over: Int32 in [1, 10, 100] {
      var limiter = Limiter()
      let sums = [Int32](repeating: Limiter.knee + over, count: 160)
      let out = run(&limiter, sums + sums)
      #expect(Int32(out[319]) >= Limiter.knee - 1)
      #expect(Int32(out[319]) <= Limiter.knee + over)
    }
  }

  @Test func tenLoudVoicesAreNeverFlat() {
    let count = 160 * 40
    var sums = [Int32](repeating: 0, count: count)
    for voice in 0..<10 {
      let speech = Signals.speech(pitch: 90 + 17 * Double(voice), count: count, seed: UInt64(voice))
      for i in 0..<count { sums[i] += Int32(speech[i]) }
    }
    #expect(sums.contains { abs($0) > 80_000 })
    var limiter = Limiter()
    let out = run(&limiter, sums)
    var level = Level()
    level.measure(out.span)
    #expect(level.clippedRuns == 0)
    #expect(level.peak > 25_000)
    // No flat tops at any height: equal neighbours only where the input's neighbours are close.
    for i in 2..<count where out[i] == out[i - 1] && out[i] == out[i - 2] && abs(Int(out[i])) > 20_000 {
      #expect(abs(sums[i] - sums[i - 2]) < 40)
    }
  }

  @Test func aSteadyLoudToneKeepsItsShape() {
    let count = 160 * 40
    let sums = Signals.sine(435, amplitude: 30_000, count: count).map { Int32($0) * 4 }
    var limiter = Limiter()
    let out = Array(run(&limiter, sums)[160 * 20..<160 * 40])
    let fundamental = Signals.amplitude(of: 435, in: out)
    let total = Signals.rms(out) * 2.0.squareRoot()
    let rest = max(total * total - fundamental * fundamental, 0).squareRoot()
    #expect(fundamental > 28_000)
    #expect(rest / fundamental < 0.01, "distortion and noise below 1 %")
  }

  @Test func attackNeverOvershootsWhereverThePeakIs() {
    for place in [0, 1, 2, 50, 158, 159] {
      for height: Int32 in [33_000, 60_000, 300_000, 250_000_000] {
        for sign: Int32 in [1, -1] {
          var limiter = Limiter()
          var sums = Signals.sine(300, amplitude: 20_000, count: 160).map(Int32.init)
          sums[place] = height * sign
          let out = run(&limiter, sums)
          #expect(abs(Int32(out[place])) <= Limiter.ceiling)
          #expect(abs(Int32(out[place])) > 25_000)
          // What went before stays close to itself as long as the gain allows: no sample changes sign.
          for i in 0..<160 { #expect(Int32(out[i]) * sums[i].signum() >= 0) }
        }
      }
    }
  }

  @Test func releaseIsSmoothAndEndsAtExactlyOne() {
    var limiter = Limiter()
    _ = run(&limiter, [Int32](repeating: 300_000, count: 160))
    #expect(limiter.gain < 0.12)
    let quiet = [Int32](repeating: 10_000, count: 160)
    var last: Int16 = 0
    var blocks = 0
    while !limiter.isIdle {
      let out = run(&limiter, quiet)
      for x in out {
        #expect(x >= last && (last == 0 || x - last < 10))
        last = x
      }
      blocks += 1
      guard blocks < 100 else { break }
    }
    #expect(blocks > 5 && blocks < 60)
    #expect(limiter.gain == 1)
    #expect(run(&limiter, quiet).map(Int32.init) == quiet)
  }

  @Test func silenceReleasesToo() {
    var limiter = Limiter()
    _ = run(&limiter, [Int32](repeating: 100_000, count: 160))
    var blocks = 0
    while limiter.processSilence(), blocks < 100 { blocks += 1 }
    #expect(limiter.isIdle && blocks < 60)
  }

  @Test func emptyAndShortBlocks() {
    var limiter = Limiter()
    #expect(run(&limiter, []) == [])
    #expect(run(&limiter, [40_000], block: 1).count == 1)
    limiter.reset()
    #expect(limiter.isIdle)
  }
}
