import PatchBase

/// Sound that comes out of a file, piece by piece.
protocol SoundSource: AnyObject {
  var file: InputFile { get }
  /// Samples a second of what `read` gives.
  var rate: Int32 { get }
  var channels: Int { get }
  /// The rate before anybody encoded it, for the writer's information.
  var originalRate: Int32 { get }
  /// For sound that is stored sample by sample: how.
  var encoding: Encoding? { get }
  /// What the file is, for people: "WAV μ-law".
  var name: String { get }
  /// What was wrong with the file, but not wrong enough to stop.
  var warnings: [String] { get }

  /// Reads interleaved samples, at most as many as fit. 0 samples per channel at the end.
  func read(into pcm: inout [Int16]) throws -> Int
}

extension SoundSource {
  var originalRate: Int32 { rate }
}

extension Encoding {
  var name: String {
    switch self {
    case .mulaw: "μ-law"
    case .alaw: "A-law"
    case .l16, .l16Network: "16-bit"
    }
  }
}
