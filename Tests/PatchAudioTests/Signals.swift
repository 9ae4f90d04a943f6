import Foundation

/// A small seeded generator (splitmix64), so that every run hears the same.
struct Random: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

enum Signals {
  static func sine(_ hertz: Double, amplitude: Double, rate: Double = 8000, count: Int) -> [Int16] {
    (0..<count).map { Int16((amplitude * sin(2 * .pi * hertz * Double($0) / rate)).rounded()) }
  }

  static func noise(_ amplitude: Int16, count: Int, seed: UInt64) -> [Int16] {
    var random = Random(seed)
    return (0..<count).map { _ in Int16.random(in: -amplitude...amplitude, using: &random) }
  }

  /// Something like a loud voice: a pulse-like harmonic series under a syllable envelope, peaks at full scale.
  static func speech(pitch: Double, rate: Double = 8000, count: Int, seed: UInt64) -> [Int16] {
    var random = Random(seed)
    let phases = (0..<12).map { _ in Double.random(in: 0..<2 * .pi, using: &random) }
    let pace = Double.random(in: 2...5, using: &random)
    var wave = (0..<count).map { i -> Double in
      let t = Double(i) / rate
      var x = 0.0
      for (k, phase) in phases.enumerated() where pitch * Double(k + 1) < rate / 2 {
        x += sin(2 * .pi * pitch * Double(k + 1) * t + phase) / Double(k + 1)
      }
      return x * max(0, sin(2 * .pi * pace * t + phases[0]))
    }
    let peak = wave.map(abs).max() ?? 1
    for i in wave.indices { wave[i] *= 32767 / peak }
    return wave.map { Int16($0.rounded()) }
  }

  static func rms(_ pcm: [Int16]) -> Double {
    (pcm.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(max(pcm.count, 1))).squareRoot()
  }

  /// The part of a signal at one frequency, as an amplitude.
  static func amplitude(of hertz: Double, in pcm: [Int16], rate: Double = 8000) -> Double {
    var re = 0.0
    var im = 0.0
    for (i, x) in pcm.enumerated() {
      re += Double(x) * cos(2 * .pi * hertz * Double(i) / rate)
      im += Double(x) * sin(2 * .pi * hertz * Double(i) / rate)
    }
    return 2 * (re * re + im * im).squareRoot() / Double(pcm.count)
  }
}
