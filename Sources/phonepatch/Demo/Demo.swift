import ArgumentParser
import Foundation
import PatchLab

/// The whole thing on loopback: real speech through a real server, and a strict judge.
struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows the whole bridge on this machine, with simulated callers and a simulated Discord.",
    discussion: """
      Alone, it starts the server, a telephone network and a Discord on loopback: two people talk in a channel, a caller \
      joins them, and the console, whose address is printed, lets you look, call and talk with them. Ctrl-C ends it.

      With --seconds, --callers, --discord, --fault, --out or --json it is a check instead: every caller dials the \
      same number, they take turns to speak, and at the end each caller's ear is compared with the others' mouths: \
      byte for byte with two callers, and with the exact sum of the voices with more. Whatever the server reported \
      (sound that came late, frames it had to leave out) is allowed for; any other difference fails.

      The exit code is 0 only if everybody heard everybody else and nothing is wrong.
      """)

  enum Fault: String, ExpressibleByArgument, CaseIterable {
    case muteLeg = "mute-leg"
    case swap
    case stall
  }

  @Argument(
    help: ArgumentHelp(
      "WAV files with speech; without any, Debian's \(SpeechLibrary.package) is used.", valueName: "wav"))
  var files: [String] = []

  @Option(help: ArgumentHelp("How many callers meet, 2 to 8. Default: 2.", valueName: "n"))
  var callers: Int?

  @Option(help: ArgumentHelp("The console's port; 0 takes any that is free.", valueName: "port"))
  var port = 8081

  @Option(help: ArgumentHelp("How long the calls last; more callers need more.", valueName: "n"))
  var seconds: Double?

  @Option(
    help: ArgumentHelp(
      "Something goes wrong on purpose: mute-leg (somebody is silent) and swap (two say each other's words) must fail, "
        + "stall (the network stands still, and with --discord the voice connection breaks) must be reported and survived.",
      valueName: "fault"))
  var fault: Fault?

  @Option(
    help: ArgumentHelp(
      "Writes there what everybody said and heard, and every message of the streams of phone calls.",
      valueName: "folder"))
  var out: String?

  @Flag(
    help: """
      One phone caller and two people in an end-to-end encrypted channel of a simulated Discord, joined by the server: \
      shows that each heard the others, that all have the same privacy code, and that nothing went out in the clear.
      """)
  var discord = false

  @Flag(help: "Prints the result as JSON.")
  var json = false

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port is 0 to 65535") }
    guard (2...8).contains(callers ?? 2) else { throw ValidationError("--callers is 2 to 8") }
    guard !discord || callers ?? 2 == 2 else {
      throw ValidationError("--callers does not go with --discord, where one caller meets two people")
    }
    guard (5...600).contains(length) else { throw ValidationError("--seconds is 5 to 600") }
  }

  /// Long enough for everybody's turn.
  private var length: Double { seconds ?? (discord ? 16 : max(12, Double(callers ?? 2) * 3 + 4)) }

  /// Somebody wants a verdict, and not to look.
  private var isCheck: Bool {
    seconds != nil || callers != nil || discord || fault != nil || out != nil || json || !files.isEmpty
  }

  func run() async throws {
    if !isCheck { return try await visit() }
    let speech: [Speech]
    do {
      speech = files.isEmpty ? try SpeechLibrary.find() : try files.map { try Speech(file: $0) }
    } catch let problem as Speech.Problem {
      throw ValidationError(problem.description)
    }
    let count = discord ? 3 : callers ?? 2
    let table = TurnTable(callers: count, seconds: length, speech: speech)
    guard table.isComplete else {
      let enough = (Int(length)...600).first {
        TurnTable(callers: count, seconds: Double($0), speech: speech).isComplete
      }
      throw ValidationError(
        "\(Int(length)) seconds are too short for \(count) people to speak: give --seconds \(enough ?? 600) or more")
    }
    if let out { try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true) }
    if discord { return try await meetOnDiscord(table) }
    let show = DemoProgress(table, names: (1...count).map { "caller \($0)" }, isQuiet: json)
    let result = try await DemoRun(table: table, seconds: length, fault: fault).run(progress: show)
    show.clear()
    if let out { try result.write(to: out) }
    if json { try result.printJSON() } else { DemoTable(result, table).print(to: .output, files: out) }
    guard result.isGood else { throw ExitCode(1) }
  }

  private func visit() async throws {
    Interrupt.watch()
    let speech = (try? SpeechLibrary.find()) ?? Murmur.speech()
    try await LiveDemo(port: port, speech: speech).run { address in
      Terminal.output.write(
        """
        A caller and two people of a Discord channel are talking to each other.

          \(Terminal.output.paint(address.console, .bold))

        Open it in a browser: look at the rooms, call +14155550111, and join room \(address.room) with your microphone.
        Ctrl-C ends it.

        """)
    }
    if let signal = Interrupt.signal, signal != SIGINT { Interrupt.obey(signal) }
  }

  private func meetOnDiscord(_ table: TurnTable) async throws {
    let show = DemoProgress(table, names: DiscordDemo.names, isQuiet: json)
    let result = try await DiscordDemo(table: table, seconds: length, fault: fault).run(progress: show)
    show.clear()
    if let out { try result.write(to: out) }
    if json { try result.printJSON() } else { result.print(to: .output, files: out) }
    guard result.isGood else { throw ExitCode(1) }
  }
}
