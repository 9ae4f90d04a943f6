import ArgumentParser
import Foundation
import PatchBase

/// `phonepatch bench`: how fast this machine transcodes.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measures how many calls this machine transcodes.",
    subcommands: [BenchRun.self, BenchCompare.self], defaultSubcommand: BenchRun.self)
}

/// Measures.
struct BenchRun: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Measures every way between μ-law, A-law, L16 and Opus.",
    discussion: """
      Without files it takes a synthetic voice; with files their sound, up to a minute. Every ordered pair of formats is measured \
      by itself, decoding and encoding together, in the processor time of its thread: the median of the rounds, with its 95 % \
      interval. Calls a core are both ways together. Engine only: a server adds sockets.
      """)

  @Argument(help: ArgumentHelp("Sound to transcode: \(FileKind.endings).", valueName: "files"))
  var files: [String] = []
  @Option(help: ArgumentHelp("Lengths of a frame in ms: 10, 20, 40, 60, parted by commas.", valueName: "ms,…"))
  var frames = "10,20,60"
  @Option(help: ArgumentHelp("Numbers of cores, parted by commas (default: 1 and all).", valueName: "n,…"))
  var cores: String?
  @Option(help: ArgumentHelp("Opus' own rate: 8000, 12000, 16000, 24000 or 48000.", valueName: "hz"))
  var opusRate: Int32 = 8000
  @Option(help: ArgumentHelp("Opus' bits a second, 6000 to 510000.", valueName: "bps"))
  var bitrate: Int32 = 24_000
  @Option(help: ArgumentHelp("Opus' effort, 0 (fast) to 10 (best).", valueName: "0-10"))
  var complexity: Int32 = 5
  @Flag(help: "Opus' application audio in place of voip.")
  var audio = false
  @Option(
    help: ArgumentHelp(
      "The resampler, where Opus is not at 8 kHz: 0 (fast) to 10 (best); default: the library's choice.",
      valueName: "0-10"))
  var quality: Int?
  @Option(help: ArgumentHelp("How often each way is measured, 3 to 101.", valueName: "n"))
  var rounds = 11
  @Option(help: ArgumentHelp("The least that a round takes, 1 to 1000.", valueName: "ms"))
  var roundLength = 20
  @Flag(help: "Print the result as JSON, for bench compare.")
  var json = false
  @Flag(help: "Print the result as CSV.")
  var csv = false

  private var available: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  private static func numbers(_ text: String, _ name: String, _ fits: (Int) -> Bool) throws -> [Int] {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard !parts.isEmpty, parts.allSatisfy({ $0.map(fits) == true }) else {
      throw ValidationError("--\(name) does not take \(text).")
    }
    return Set(parts.compactMap { $0 }).sorted()
  }

  private func frameList() throws -> [Int] { try Self.numbers(frames, "frames") { [10, 20, 40, 60].contains($0) } }
  private func coreList() throws -> [Int] {
    try Self.numbers(cores ?? "1,\(available)", "cores") { (1...available).contains($0) }
  }

  func validate() throws {
    _ = try (frameList(), coreList())
    guard OpusOptions.rates.contains(opusRate) else {
      throw ValidationError("--opus-rate is 8000, 12000, 16000, 24000 or 48000.")
    }
    guard (6000...510_000).contains(bitrate) else { throw ValidationError("--bitrate is from 6000 to 510000.") }
    guard (0...10).contains(complexity) else { throw ValidationError("--complexity is from 0 to 10.") }
    if let quality, !(0...10).contains(quality) { throw ValidationError("--quality is from 0 to 10.") }
    guard (3...101).contains(rounds) else { throw ValidationError("--rounds is from 3 to 101.") }
    guard (1...1000).contains(roundLength) else { throw ValidationError("--round-length is from 1 to 1000.") }
    guard !json || !csv else { throw ValidationError("One of --json and --csv.") }
  }

  func run() throws {
    Interrupt.watch()
    do {
      let result = try measure()
      if json {
        Terminal.output.write(result.json)
      } else if csv {
        Terminal.output.write(result.csv)
      } else {
        BenchTable(result).print(to: .output)
      }
    } catch let interruption as Interruption {
      Interrupt.obey(interruption.signal)
    } catch let fault as Fault {
      throw Complaint("the codecs refuse these settings (status \(fault.code))")
    }
  }

  private func measure() throws -> BenchResult {
    let sound = files.isEmpty ? BenchSound() : try BenchSound(files: files)
    let settings = BenchSettings(
      opusRate: opusRate, bitrate: bitrate, complexity: complexity, isVoip: !audio, quality: quality)
    let (frames, cores) = try (frameList(), coreList())
    var result = BenchResult(
      program: "phonepatch \(Versions.phonepatch)", processor: Self.processor, cores: available, opus: Versions.opus,
      sound: sound.name, settings: settings, load: Self.load, rows: [])
    // Several cores are measured with one length of frame: 20 ms where it is among them.
    let shared = frames.contains(20) ? 20 : frames[0]
    let jobs = frames.flatMap { frame in
      cores.filter { $0 == 1 || frame == shared }.flatMap { count in BenchPair.all.map { (frame, count, $0) } }
    }
    var progress = ProgressBar("bench")
    defer { progress.clear() }
    var cut: [Int: [BenchFormat: [[UInt8]]]] = [:]
    for (number, (frame, count, pair)) in jobs.enumerated() {
      progress.update(Double(number) / Double(jobs.count), "\(pair.from.name) → \(pair.to.name), \(frame) ms")
      if cut[frame]?[pair.from] == nil {
        cut[frame, default: [:]][pair.from] = try sound.frames(pair.from, settings, milliseconds: frame)
      }
      let round = BenchRound(
        pair, settings, milliseconds: frame, frames: cut[frame]?[pair.from] ?? [], cores: count, rounds: rounds)
      result.rows.append(
        BenchResult.Row(
          from: pair.from, to: pair.to, frameMilliseconds: frame, cores: count,
          rounds: try round.run(length: .milliseconds(roundLength))))
      if let number = Interrupt.signal { throw Interruption(signal: number) }
    }
    return result
  }

  private static var processor: String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") } ?? ""
    let name = line.split(separator: ":").dropFirst().joined(separator: ":").trimmingCharacters(in: .whitespaces)
    return name.isEmpty ? "unknown" : name
  }

  /// Of the last minute, before we make some of our own.
  private static var load: Double {
    var averages = [0.0, 0, 0]
    return getloadavg(&averages, 3) > 0 ? averages[0] : 0
  }
}
