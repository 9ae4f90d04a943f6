import Foundation
import PatchBase
import PatchCodec

/// What is transcoded: the person's own files, or a voice of our making, at 8 kHz.
struct BenchSound {
  let name: String
  let samples: [Int16]

  /// More says nothing more.
  private static let most = 60 * 8000
  private static let least = 8000

  /// Files one after the other, to a minute in all.
  init(files: [String]) throws {
    var all: [Int16] = []
    for path in files where all.count < Self.most {
      guard let kind = FileKind(path: path) else {
        throw Complaint("\(path): the name does not end in \(FileKind.endings)")
      }
      let file = try InputFile(path)
      let source: any SoundSource =
        switch kind {
        case .wav: try PlainSource(wav: file)
        case .ulaw: PlainSource(raw: file, .mulaw, rate: 8000)
        case .alaw: PlainSource(raw: file, .alaw, rate: 8000)
        case .opus: try OpusSource(file, wanted: 8000)
        }
      try Self.read(source, into: &all)
    }
    guard all.count >= Self.least else {
      throw Complaint("a second of sound is needed, and \(all.count / 8) ms are there")
    }
    samples = Array(all.prefix(Self.most))
    name = files.map { ($0 as NSString).lastPathComponent }.joined(separator: ", ")
  }

  private static func read(_ source: any SoundSource, into all: inout [Int16]) throws {
    guard (8000...192_000).contains(source.rate) else {
      throw Complaint("\(source.file.path): a rate of \(source.rate) Hz")
    }
    var shaper = try SampleShaper(from: (source.rate, source.channels), to: (8000, 1), quality: 5)
    var pcm = [Int16](repeating: 0, count: 4096 * source.channels)
    while all.count < most {
      let count = try source.read(into: &pcm)
      if count == 0 { break }
      try shaper.push(pcm[..<(count * source.channels)]) { all += $0 }
    }
    try shaper.finish { all += $0 }
  }

  /// Ten seconds of something like speech: a buzz of a gliding pitch through two resonances that move, in syllables with pauses. Opus
  /// takes about as long for it as for a voice.
  init() {
    var made: [Int16] = []
    var (phase, dice) = (0.0, UInt32(1))
    var first = (0.0, 0.0)
    var second = (0.0, 0.0)
    for i in 0..<10 * 8000 {
      let t = Double(i) / 8000
      let syllable = max(0, sin(t * 2 * .pi * 3.3)) * (sin(t * 2 * .pi * 0.31) > -0.6 ? 1 : 0)
      phase += (115 + 25 * sin(t * 2.1)) / 8000
      if phase >= 1 { phase -= 1 }
      dice = dice &* 1_664_525 &+ 1_013_904_223
      let noise = Double(dice >> 8) / Double(1 << 23) - 1
      let source = (phase < 0.1 ? 1 : -0.11) * syllable + noise * 0.02
      let x = Self.resonate(&first, source, 500 + 250 * sin(t * 7), 90)
      let y = Self.resonate(&second, source, 1500 + 500 * sin(t * 5), 140)
      made.append(Int16(clamping: Int((x + 0.6 * y) * 5000)))
    }
    samples = made
    name = "a synthetic voice"
  }

  private static func resonate(_ past: inout (Double, Double), _ x: Double, _ hertz: Double, _ width: Double) -> Double
  {
    let r = exp(-.pi * width / 8000)
    let y = x * (1 - r) * 4 + 2 * r * cos(2 * .pi * hertz / 8000) * past.0 - r * r * past.1
    past = (y, past.0)
    return y
  }

  /// The sound in frames of a format.
  func frames(_ format: BenchFormat, _ settings: BenchSettings, milliseconds: Int) throws -> [[UInt8]] {
    // L16 is what the other formats are made from.
    var plain: [[UInt8]] = []
    let length = 8 * milliseconds
    for start in stride(from: 0, through: samples.count - length, by: length) {
      var bytes = [UInt8](repeating: 0, count: length * 2)
      var span = bytes.mutableSpan
      PlainCodec.encode(samples[start..<start + length].span, .l16, into: &span)
      plain.append(bytes)
    }
    guard format != .l16 else { return plain }
    var chain = try BenchChain(BenchPair(from: .l16, to: format), settings, frameMilliseconds: milliseconds)
    return try plain.map { frame in
      let count = try chain.run(frame)
      return Array(chain.bytes.prefix(count))
    }
  }
}
