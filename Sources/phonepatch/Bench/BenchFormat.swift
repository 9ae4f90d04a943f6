import PatchBase

/// What sound is transcoded from and to.
enum BenchFormat: String, CaseIterable, Codable {
  case mulaw, alaw, l16, opus

  /// How it is stored, sample by sample; nil for Opus.
  var encoding: Encoding? {
    switch self {
    case .mulaw: .mulaw
    case .alaw: .alaw
    case .l16: .l16
    case .opus: nil
    }
  }

  var name: String {
    switch self {
    case .mulaw: "μ-law"
    case .alaw: "A-law"
    case .l16: "L16"
    case .opus: "Opus"
    }
  }
}

/// One way through the codecs.
struct BenchPair: Hashable, Codable {
  let from: BenchFormat
  let to: BenchFormat

  /// Every ordered pair.
  static let all = BenchFormat.allCases.flatMap { from in
    BenchFormat.allCases.filter { $0 != from }.map { BenchPair(from: from, to: $0) }
  }

  var reversed: BenchPair { BenchPair(from: to, to: from) }
}
