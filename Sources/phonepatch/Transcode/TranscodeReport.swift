import Foundation

/// What a conversion did: one line for people, or JSON.
struct TranscodeReport: Encodable {
  struct File: Encodable {
    var path: String
    var format: String
    var sampleRate: Int32
    var channels: Int
    var samples: Int64
    var bytes: UInt64
  }

  let input: File
  let output: File
  let seconds: Double
  let elapsedSeconds: Double
  let timesRealTime: Double
  let warnings: [String]

  init(source: any SoundSource, sink: any SoundSink, result: Transcoder.Result) {
    input = File(
      path: source.file.path, format: source.name, sampleRate: source.rate, channels: source.channels,
      samples: result.samplesIn, bytes: source.file.position)
    output = File(
      path: sink.file.path, format: sink.name, sampleRate: sink.rate, channels: sink.channels,
      samples: result.samplesOut, bytes: sink.file.count)
    seconds = result.seconds
    elapsedSeconds = result.elapsed
    timesRealTime = result.timesRealTime
    warnings = source.warnings
  }

  /// Ends with a line feed.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: (try? encoder.encode(self)) ?? Data(), as: UTF8.self) + "\n"
  }

  /// Ends with a line feed.
  var line: String {
    let terminal = Terminal.output
    let speed = timesRealTime >= 10 ? String(format: "%.0f", timesRealTime) : String(format: "%.1f", timesRealTime)
    return terminal.paint("✓ ", .green) + terminal.paint(output.path, .bold)
      + ": \(output.format), \(describe(output)), \(Duration.seconds(seconds).clock) from \(input.format)"
      + " \(describe(input)), \(speed) × real time\n"
  }

  private func describe(_ file: File) -> String {
    let rate =
      file.sampleRate % 1000 == 0 ? "\(file.sampleRate / 1000)" : String(format: "%.3g", Double(file.sampleRate) / 1000)
    let channels = file.channels == 1 ? "mono" : file.channels == 2 ? "stereo" : "\(file.channels) channels"
    return "\(rate) kHz \(channels)"
  }
}
