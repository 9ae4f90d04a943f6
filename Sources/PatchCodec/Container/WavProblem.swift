/// What a `WavReader` found wrong; `WavReader.position` says where.
public enum WavProblem: Equatable, Sendable {
  /// The file does not begin with RIFF, RF64 or BW64 and WAVE.
  case notWav
  /// RIFX: the most-significant-byte-first variant.
  case bigEndian
  /// The file ends before its format and its sound.
  case cutShort
  /// The `fmt ` chunk is shorter than its 16 bytes.
  case shortFormat
  /// The sound comes before the format.
  case noFormat
  /// A format tag that is not PCM, A-law, μ-law or EXTENSIBLE of these.
  case encoding(UInt16)
  /// A width that does not go with the encoding: PCM is read at 16 bits, G.711 at 8.
  case bits(UInt16)
  /// No channel, or more than 64.
  case channels(UInt16)
  /// 0 Hz, or more than 768 kHz.
  case sampleRate(UInt32)
  /// A block size that contradicts channels and width.
  case block(UInt16)
}
