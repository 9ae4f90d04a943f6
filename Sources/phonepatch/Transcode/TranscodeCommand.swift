import ArgumentParser
import Foundation
import PatchBase
import PatchCodec

/// `phonepatch transcode`: sound files of one kind into another.
struct TranscodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transcode", abstract: "Converts sound files: WAV, raw G.711 and Opus, any into any.",
    discussion: """
      The ends of the names say what is read and written: \(FileKind.endings); --from and --to say it for other names \
      and for -, the standard input or output. The output lasts exactly as long as the input. It appears under its \
      name only when it is complete.

      Rate and channels stay as they are, except that raw G.711 is 8000 Hz and mono, and that Opus knows only 8, 12, \
      16, 24 and 48 kHz and two channels. Opus files give back the rate that they were made from.
      """)

  @Argument(help: ArgumentHelp("The file to read.", valueName: "in"))
  var input: String
  @Argument(help: ArgumentHelp("The file to write.", valueName: "out"))
  var output: String

  @Option(help: ArgumentHelp("What the input is.", valueName: "kind"))
  var from: FileKind?
  @Option(help: ArgumentHelp("What the output is to be.", valueName: "kind"))
  var to: FileKind?
  @Option(help: ArgumentHelp("Samples a second of the output.", valueName: "hz"))
  var rate: Int32?
  @Option(help: ArgumentHelp("Samples a second of raw G.711 input.", valueName: "hz"))
  var inputRate: Int32 = 8000
  @Option(help: ArgumentHelp("Channels of the output: 1 takes the mean, 2 repeats a single one.", valueName: "n"))
  var channels: Int?
  @Option(help: ArgumentHelp("How a WAV file stores samples: s16, mulaw or alaw (default: s16).", valueName: "name"))
  var encoding: WavEncoding?
  @Option(help: ArgumentHelp("The resampler: 1 (fast) to 10 (best).", valueName: "1-10"))
  var quality = 8
  @Flag(name: [.customShort("f"), .long], help: "Replace the output if it exists.")
  var overwrite = false
  @Flag(help: "Print the result as JSON.")
  var json = false

  @OptionGroup(title: "Opus output")
  var opus: OpusOptions

  enum WavEncoding: String, CaseIterable, ExpressibleByArgument {
    case s16, mulaw, alaw

    var encoding: Encoding {
      switch self {
      case .s16: .l16
      case .mulaw: .mulaw
      case .alaw: .alaw
      }
    }
  }

  func validate() throws {
    guard (1...10).contains(quality) else { throw ValidationError("--quality is from 1 to 10.") }
    if let channels, !(1...64).contains(channels) { throw ValidationError("--channels is from 1 to 64.") }
    for rate in [rate ?? 8000, inputRate] where !(8000...192_000).contains(rate) {
      throw ValidationError("A rate is from 8000 to 192000 Hz, not \(rate).")
    }
    let kind = try outputKind()
    if encoding != nil, kind != .wav { throw ValidationError("--encoding is for WAV output.") }
    if try inputKind() == .wav || inputKind() == .opus, inputRate != 8000 {
      throw ValidationError("--input-rate is for raw G.711 input: this file says its rate itself.")
    }
    if kind == .opus {
      if let rate, !OpusOptions.rates.contains(rate) {
        throw ValidationError("Opus knows the rates \(OpusOptions.rates.map(String.init).joined(separator: ", ")).")
      }
    } else if let used = opus.firstUsed {
      throw ValidationError("\(used) is for Opus output.")
    }
  }

  func run() throws {
    Interrupt.watch()
    do {
      let source = try openSource()
      let sink = try openSink(source)
      let result = try Transcoder(source: source, sink: sink, quality: quality).run()
      let report = TranscodeReport(source: source, sink: sink, result: result)
      for warning in source.warnings {
        Terminal.error.write("\(Terminal.error.paint("note:", .yellow)) \(source.file.path): \(warning)\n")
      }
      (output == "-" ? Terminal.error : .output).write(json ? report.json : report.line)
    } catch let interruption as Interruption {
      Interrupt.obey(interruption.signal)
    } catch let fault as Fault {
      throw Complaint("\(input) → \(output): \(explain(fault))")
    }
  }

  private func inputKind() throws -> FileKind {
    guard let kind = from ?? FileKind(path: input) else {
      throw ValidationError("\(input): the name does not end in \(FileKind.endings): say what it is with --from.")
    }
    return kind
  }

  private func outputKind() throws -> FileKind {
    guard let kind = to ?? FileKind(path: output) else {
      throw ValidationError("\(output): the name does not end in \(FileKind.endings): say what it is to be with --to.")
    }
    return kind
  }

  private func openSource() throws -> any SoundSource {
    let file = try InputFile(input)
    return switch try inputKind() {
    case .wav: try PlainSource(wav: file)
    case .ulaw: PlainSource(raw: file, .mulaw, rate: inputRate)
    case .alaw: PlainSource(raw: file, .alaw, rate: inputRate)
    case .opus: try OpusSource(file, wanted: wantedRate)
    }
  }

  /// The rate that the output has whatever the input's is.
  private var wantedRate: Int32? {
    if let rate { return rate }
    let kind = try? outputKind()
    return kind == .ulaw || kind == .alaw ? 8000 : nil
  }

  private func openSink(_ source: any SoundSource) throws -> any SoundSink {
    let kind = try outputKind()
    let target = wantedRate ?? (kind == .opus ? OpusOptions.rate(for: source.originalRate) : source.originalRate)
    let count = channels ?? (kind == .ulaw || kind == .alaw ? 1 : source.channels)
    guard count == source.channels || count == 1 || source.channels == 1 && count == 2 else {
      throw Complaint("\(input): its \(source.channels) channels cannot become \(count): --channels 1 takes their mean")
    }
    guard kind != .opus || count <= 2 else {
      throw Complaint("\(output): Opus takes one or two channels, not \(count): --channels 1 takes their mean")
    }
    let outOfRange = [source.rate, target].first { !(8000...192_000).contains($0) }
    if target != source.rate, let outOfRange {
      throw Complaint("\(input): a rate of \(outOfRange) Hz cannot be converted: it takes 8000 to 192000 Hz")
    }
    let file = try OutputFile(output, overwrite: overwrite, unlike: source.file)
    switch kind {
    case .ulaw: return PlainSink(raw: file, .mulaw, rate: target, channels: count)
    case .alaw: return PlainSink(raw: file, .alaw, rate: target, channels: count)
    case .wav:
      let format = WavFormat(encoding?.encoding ?? .l16, sampleRate: target, channels: count)
      return try PlainSink(wav: file, format, expected: expectedBytes(source, format))
    case .opus:
      return try OpusSink(
        file, opus.settings(rate: target, channels: count), frameTenths: opus.frame.tenths,
        originalRate: source.originalRate)
    }
  }

  /// A guess, on the safe side, of how many bytes of sound come out.
  private func expectedBytes(_ source: any SoundSource, _ format: WavFormat) -> UInt64 {
    let samples = Double(source.file.size ?? 0) / Double(source.channels) / Double(source.encoding?.bytesPerSample ?? 1)
    // Opus at its usual rates is some 20 times smaller than its samples; silence is smaller still.
    let growth = source.encoding == nil ? 20.0 : 1.0
    return UInt64(samples * growth * Double(format.sampleRate) / Double(source.rate) * Double(format.bytesPerBlock))
  }

  private func explain(_ fault: Fault) -> String {
    switch fault {
    case .noMemory: "memory ran out"
    case .unsupported: "this combination is not supported"
    case .argument: "a setting is out of range"
    default: "failed with status \(fault.code)"
    }
  }
}
