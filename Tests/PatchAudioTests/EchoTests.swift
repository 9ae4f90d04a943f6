#if canImport(Glibc)
  import Glibc
#endif
import Foundation
import PatchAudio
import PatchBase
import Testing

/// How often speexdsp's way to complain goes to file descriptor 2 while `body` runs. Other tests may write there too.
private func complaints(_ body: () throws -> Void) rethrows -> Int {
  let file = tmpfile()!
  let saved = dup(2)
  dup2(fileno(file), 2)
  defer { fclose(file) }
  do {
    defer {
      fflush(nil)
      dup2(saved, 2)
      close(saved)
    }
    try body()
  }
  var text = [UInt8](repeating: 0, count: Int(lseek(fileno(file), 0, SEEK_END)))
  lseek(fileno(file), 0, SEEK_SET)
  text.withUnsafeMutableBytes { _ = read(fileno(file), $0.baseAddress, $0.count) }
  // What other tests said meanwhile is theirs to say.
  text.withUnsafeBytes { _ = write(2, $0.baseAddress, $0.count) }
  return String(decoding: text, as: UTF8.self).components(separatedBy: "warning: ").count - 1
}

@Suite(.serialized) struct EchoTests {
  private func noise(_ random: inout Random, _ count: Int, _ level: Double) -> [Int16] {
    (0..<count).map { _ in Int16(clamping: Int((Double.random(in: -1...1, using: &random) * level).rounded())) }
  }

  @Test func echoIsTakenOut() throws {
    var echo = try Echo(rate: 8000, tail: 128)
    var random = Random(1)
    var past = [Int16](repeating: 0, count: 400)
    var (before, after) = (0.0, 0.0)
    for n in 0..<400 {
      let far = noise(&random, 160, n % 50 < 35 ? 6000 : 0)
      past = Array((past + far).suffix(400))
      // 25 ms later, 12 dB softer, and a reflection.
      var near = (0..<160).map { i in Int16((Double(past[i + 40]) * 0.25 + Double(past[i + 10]) * 0.1).rounded()) }
      if n >= 200 { before += near.reduce(0) { $0 + Double($1) * Double($1) } }
      var span = near.mutableSpan
      echo.process(&span, played: far.span)
      if n >= 200 { after += near.reduce(0) { $0 + Double($1) * Double($1) } }
    }
    #expect(Decibels.fromPower(before / after) > 20)
    #expect(echo.resets == 0)
    #expect(echo.loss > 10)
  }

  @Test func withoutAFarEndNothingChanges() throws {
    var echo = try Echo(rate: 16_000, tail: 60)
    var random = Random(2)
    let silence = [Int16](repeating: 0, count: 320)
    for _ in 0..<50 {
      let said = noise(&random, 320, 30_000)
      var near = said
      var span = near.mutableSpan
      echo.process(&span, played: silence.span)
      #expect(near == said)
    }
  }

  @Test func divergenceIsNeverPrinted() throws {
    // Whatever drives speexdsp to say that it "started acting funny": echo paths that jump, square waves at full scale,
    // a near end far louder than the far end that follows it, and the other way round.
    var resets: UInt64 = 0
    let printed = try complaints {
      for seed in 0..<16 as Range<UInt64> {
        var random = Random(seed)
        let rate: Int32 = [8000, 16_000, 48_000][Int(seed % 3)]
        let n = Int(rate) / 50
        var echo = try Echo(rate: rate, tail: [20, 64, 128, 256][Int(seed % 4)])
        var kind = 0
        var path = 1.0
        for frame in 0..<400 {
          if frame % 40 == 0 {
            kind = Int.random(in: 0...7, using: &random)
            path = [0.01, -1, 1, 3, -30, 300, 0.3, -0.3].randomElement(using: &random)!
          }
          var far = noise(&random, n, kind == 3 ? 3 : 20_000)
          if kind == 1 { far = (0..<n).map { $0 & 1 == 0 ? 32_767 : -32_768 } }
          if kind == 2 { far = (0..<n).map { ($0 / 20 + frame) & 1 == 0 ? 32_767 : -32_768 } }
          if kind == 4, frame % 7 == 0 { path = -path }
          var near = far.map { Int16(clamping: Int(Double($0) * path)) }
          if kind == 5 { near = (0..<n).map { $0 & 1 == 0 ? 32_767 : -32_768 } }
          if kind == 6 { near = [Int16](repeating: 32_767, count: n) }
          if kind == 7 { near = noise(&random, n, 2) }
          var span = near.mutableSpan
          echo.process(&span, played: far.span)
        }
        resets += echo.resets
      }
    }
    #expect(printed == 0)
    #expect(resets > 0, "nothing here drove it to divergence")
  }

  @Test func rangesAreChecked() {
    #expect(throws: Fault.argument) { _ = try Echo(rate: 11_025, tail: 100) }
    #expect(throws: Fault.argument) { _ = try Echo(rate: 8000, tail: 10) }
    #expect(throws: Fault.argument) { _ = try Denoise(rate: 8000, suppression: nil, target: nil) }
    #expect(throws: Fault.argument) { _ = try Denoise(rate: 8000, suppression: 80, target: nil) }
  }

  /// Sound like a voice, soft and loud, has the level asked for within 2 dB at last.
  @Test(arguments: [8000, 16_000, 24_000, 48_000] as [Int32], [-35.0, -10])
  func speechIsBroughtToItsLevel(rate: Int32, level: Double) throws {
    let voice = Signals.speech(pitch: 140, rate: Double(rate), count: 12 * Int(rate), seed: 4)
    let gain = 32_768 * Decibels.amplitude(level) / Signals.rms(voice)
    for target in [-26, -20] {
      var denoise = try Denoise(rate: rate, suppression: nil, target: target)
      var out = [Int16]()
      for start in stride(from: 0, to: voice.count, by: denoise.frame) {
        var pcm = voice[start..<start + denoise.frame].map { Int16(clamping: Int((Double($0) * gain).rounded())) }
        var span = pcm.mutableSpan
        denoise.process(&span)
        if start > voice.count / 2 { out += pcm }
      }
      let made = Decibels.fromAmplitude(Signals.rms(out) / 32_768)
      #expect(abs(made - Double(target)) < 2, "\(made) dBov for \(target)")
    }
  }

  @Test func noiseGetsSofter() throws {
    var random = Random(3)
    let printed = try complaints {
      var denoise = try Denoise(rate: 8000, suppression: 20, target: nil)
      var (before, after) = (Level(), Level())
      for frame in 0..<300 {
        var pcm = noise(&random, 160, 300)
        if frame >= 150 { before.measure(pcm.span) }
        var span = pcm.mutableSpan
        denoise.process(&span)
        if frame >= 150 { after.measure(pcm.span) }
      }
      #expect(before.rmsDecibels - after.rmsDecibels > 12)
    }
    #expect(printed == 0)
  }
}
