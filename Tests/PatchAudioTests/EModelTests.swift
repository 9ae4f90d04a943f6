import Foundation
import PatchAudio
import PatchBase
import Testing

@Suite struct EModelTests {
  /// 200 points that Tests/Vectors/emodel/make computed from the Recommendation's formulas, all of them.
  @Test func agreesWithTheFormulas() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Vectors/emodel/points.txt").standardized
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(lines.count == 200)
    var worst = 0.0
    for line in lines {
      let v = line.split(separator: " ").map { Double($0)! }
      let model = EModel(
        delay: v[0], loss: v[1], burst: v[2], codec: CodecQuality(impairment: v[3], robustness: v[4]), echoLoss: v[5],
        advantage: v[6])
      worst = max(worst, abs(model.rating - v[7]))
      #expect(abs(model.rating - v[7]) < 0.1, "\(line)")
    }
    #expect(worst < 0.001)
    #expect(abs(EModel().rating - 93.206) < 0.001)
    #expect(abs(EModel.opinion(93.206) - 4.409) < 0.001)
  }

  @Test func moreOfAnythingBadIsWorse() {
    for codec in [CodecQuality.g711, .g711Concealed, .opus, .opusRecovered] {
      for step in 0..<60 {
        let n = Double(step)
        #expect(EModel(delay: n * 20, codec: codec).rating >= EModel(delay: (n + 1) * 20, codec: codec).rating)
        #expect(EModel(loss: n, codec: codec).rating > EModel(loss: n + 1, codec: codec).rating)
        #expect(
          EModel(loss: 5, burst: 1 + n / 10, codec: codec).rating
            > EModel(loss: 5, burst: 1 + (n + 1) / 10, codec: codec).rating)
        #expect(
          EModel(delay: 150, codec: codec, echoLoss: n).rating
            <= EModel(delay: 150, codec: codec, echoLoss: n + 1).rating)
      }
    }
  }

  @Test func whatIsOutOfRangeTrapsNowhere() {
    for x in [-Double.infinity, -1e300, -1, 0, 1e300, .infinity, .nan] {
      _ = EModel(delay: x, loss: x, burst: x, echoLoss: x, advantage: x).rating
      _ = EModel.opinion(x)
    }
  }
}

@Suite struct QualityTests {
  /// One window of ticks of 20 ms.
  private func window(
    _ quality: inout QualityWindow, delay: Double = 60, said: (Int) -> [Int16], played: (Int) -> [Int16] = { _ in [] },
    frame: (Int) -> QualityWindow.Frame = { _ in .played }
  ) throws -> QualityReport {
    for tick in 0..<QualityWindow.ticks {
      quality.plays(played(tick).span)
      let isFull = quality.says(said(tick).span, frame(tick), delay: delay)
      #expect(isFull == (tick == QualityWindow.ticks - 1))
    }
    let last = quality.last
    return try #require(last)
  }

  private func speech(_ tick: Int, _ level: Int16 = 4000, seed: UInt64 = 1) -> [Int16] {
    var random = Random(seed &+ UInt64(tick / 7))
    let on = UInt64.random(in: 0...9, using: &random) < 6
    return Signals.noise(on ? level : 3, count: 160, seed: UInt64(tick) &+ seed)
  }

  @Test func eachTroubleHasItsCause() throws {
    var quality = try QualityWindow(codec: .g711Concealed)
    var told = try window(&quality, said: { speech($0) })
    #expect(told.cause == .none && told.rating > 88 && told.opinion > 4.3)
    #expect(abs(told.speech + 23) < 3)
    told = try window(&quality, said: { speech($0) }, frame: { $0 % 10 < 3 ? .missing : .played })
    #expect(told.cause == .loss && abs(told.loss - 30) < 0.1 && abs(told.burst - 2.1) < 0.2)
    told = try window(&quality, delay: 500, said: { speech($0) })
    #expect(told.cause == .delay)
    told = try window(&quality, said: { _ in [Int16](repeating: 0, count: 160) })
    #expect(told.cause == .silent)
    told = try window(
      &quality, said: { _ in [Int16](repeating: 0, count: 160) }, played: { speech($0) }, frame: { _ in .silence })
    #expect(told.cause == .oneWay)
    told = try window(&quality, said: { speech($0).map { $0 > 0 ? 32_767 : -32_768 } })
    #expect(told.cause == .clipping)
    told = try window(&quality, said: { speech($0, 100) })
    #expect(told.cause == .tooQuiet)
    told = try window(&quality, said: { speech($0, 20_000) })
    #expect(told.cause == .tooLoud)
    told = try window(&quality, delay: 150, said: { speech(max($0 - 8, 0), 800) }, played: { speech($0) })
    #expect(told.cause == .echo && abs(told.echoLoss - 14) < 3)
    // Two who talk at the same time are no echo.
    told = try window(&quality, said: { speech($0) }, played: { speech($0, seed: 99) })
    #expect(told.cause == .none && told.echoLoss == 65)
  }

  @Test func recoversWithinTwoWindows() throws {
    var quality = try QualityWindow(codec: .g711)
    _ = try window(&quality, delay: 700, said: { speech($0) }, frame: { $0 % 3 == 0 ? .missing : .played })
    let bad = quality.last?.rating
    #expect(bad! < 20)
    _ = try window(&quality, said: { speech($0) })
    let good = try window(&quality, said: { speech($0) })
    #expect(good.rating > 88 && good.cause == .none)
  }
}
