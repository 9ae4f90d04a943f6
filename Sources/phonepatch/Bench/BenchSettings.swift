import PatchCodec

/// How Opus is coded, and in what pieces.
struct BenchSettings: Codable, Equatable {
  var opusRate: Int32 = 8000
  var bitrate: Int32 = 24_000
  var complexity: Int32 = 5
  var isVoip = true
  /// The resampler's, where Opus is not at 8 kHz; nil: the library's choice.
  var quality: Int?

  var encoder: OpusEncoderSettings {
    var settings = OpusEncoderSettings()
    settings.sampleRate = opusRate
    settings.channels = 1
    settings.application = isVoip ? .voip : .audio
    settings.bitrate = bitrate
    settings.complexity = complexity
    return settings
  }

  var line: String {
    "Opus at \(opusRate / 1000) kHz, \(isVoip ? "voip" : "audio"), \(bitrate / 1000) kbit/s, complexity \(complexity)"
      + (opusRate == 8000 ? "" : quality.map { ", resampler quality \($0)" } ?? ", the library's resampler")
  }
}
