import ArgumentParser
import PatchCodec

/// How Opus is written.
struct OpusOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Bits a second, 500 to 512000 (default: 24000, 32000 or 48000 a channel, by rate).", valueName: "bps"))
  var bitrate: Int32?
  @Option(help: ArgumentHelp("0 (fast) to 10 (best) (default: 10).", valueName: "0-10"))
  var complexity: Int32?
  @Option(help: ArgumentHelp("voip or audio (default: voip up to 16 kHz).", valueName: "name"))
  var application: Application?
  @Option(
    name: .customLong("frame"),
    help: ArgumentHelp("A packet's length: 2.5, 5, 10, 20, 40 or 60 (default: 20).", valueName: "ms"))
  var givenFrame: Frame?
  @Flag(help: "Let packets carry a thin copy of the frame before.")
  var fec = false
  @Option(help: ArgumentHelp("Per cent of packets that will be lost (default: 0).", valueName: "0-100"))
  var loss: Int32?

  static let rates: [Int32] = [8000, 12_000, 16_000, 24_000, 48_000]

  enum Application: String, CaseIterable, ExpressibleByArgument {
    case voip, audio
  }

  enum Frame: String, CaseIterable, ExpressibleByArgument {
    case ms2_5 = "2.5"
    case ms5 = "5"
    case ms10 = "10"
    case ms20 = "20"
    case ms40 = "40"
    case ms60 = "60"

    /// In tenths of a millisecond.
    var tenths: Int {
      switch self {
      case .ms2_5: 25
      case .ms5: 50
      case .ms10: 100
      case .ms20: 200
      case .ms40: 400
      case .ms60: 600
      }
    }
  }

  var frame: Frame { givenFrame ?? .ms20 }

  /// The first option that somebody gave, if any.
  var firstUsed: String? {
    if bitrate != nil { return "--bitrate" }
    if complexity != nil { return "--complexity" }
    if application != nil { return "--application" }
    if givenFrame != nil { return "--frame" }
    if fec { return "--fec" }
    return loss != nil ? "--loss" : nil
  }

  /// The lowest rate of Opus that keeps all of the sound.
  static func rate(for rate: Int32) -> Int32 { rates.first { $0 >= rate } ?? 48_000 }

  func validate() throws {
    if let bitrate, !(500...512_000).contains(bitrate) { throw ValidationError("--bitrate is from 500 to 512000.") }
    if let complexity, !(0...10).contains(complexity) { throw ValidationError("--complexity is from 0 to 10.") }
    if let loss, !(0...100).contains(loss) { throw ValidationError("--loss is from 0 to 100.") }
  }

  func settings(rate: Int32, channels: Int) -> OpusEncoderSettings {
    var settings = OpusEncoderSettings()
    settings.sampleRate = rate
    settings.channels = channels
    settings.application = application.map { $0 == .voip ? .voip : .audio } ?? (rate <= 16_000 ? .voip : .audio)
    settings.bitrate = bitrate ?? Int32(channels) * (rate <= 12_000 ? 24_000 : rate <= 24_000 ? 32_000 : 48_000)
    settings.complexity = complexity ?? 10
    settings.fec = fec
    settings.expectedLoss = loss ?? 0
    return settings
  }
}
