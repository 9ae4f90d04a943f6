import ArgumentParser
import Foundation
import NIOCore
import PatchLab

/// A whole Discord on this machine.
struct LabDiscord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "discord", abstract: "Runs a small Discord on loopback until it is interrupted.",
    discussion: """
      REST v10, gateway v10 and voice, good enough for stock client libraries: point them at the addresses printed and let \
      them trust the authority's file. What users do (slash commands, buttons, modals, messages, voice), and everything that \
      can go wrong, is done over the control interface:

        curl -H "Authorization: Bearer $TOKEN" $CONTROL/commands \\
          -d '{"command":"ping","user":"…","channel":"…"}'
      """)

  @Option(
    help: ArgumentHelp("The port of REST; the gateway takes another. Default: any that is free.", valueName: "port"))
  var port = 0

  @Option(help: ArgumentHelp("The port of the control interface.", valueName: "port"))
  var controlPort = 0

  @Option(
    help: ArgumentHelp(
      "Where to write the certificate of the authority that clients are to trust. Default: a file of its own in the "
        + "folder for temporary files, removed at the end.", valueName: "pem"))
  var ca: String?

  @Flag(help: "Speaks http and ws instead of https and wss.")
  var plain = false

  @Option(
    name: .customLong("bot"),
    help: ArgumentHelp("A bot, by name; repeatable. Default: one, named lab-bot.", valueName: "name"))
  var bots: [String] = []

  @Option(help: ArgumentHelp("How many guilds there are; every bot is in all of them.", valueName: "n"))
  var guilds = 1

  @Option(help: ArgumentHelp("How many people are in each guild besides the owner.", valueName: "n"))
  var people = 2

  @Option(
    help: ArgumentHelp(
      "How many of them sit in the first voice channel of their guild and speak all the time.", valueName: "n"))
  var speakers = 0

  @Option(help: ArgumentHelp("A WAV file: what they say. Default: what is installed.", valueName: "wav"))
  var say: String?

  @Option(help: ArgumentHelp("For tokens and all choices; the same seed makes the same tokens.", valueName: "n"))
  var seed: UInt64?

  @Option(help: ArgumentHelp("Milliseconds between heartbeats.", valueName: "ms"))
  var heartbeat = 41_250

  @Option(help: ArgumentHelp("Ends by itself after this many seconds.", valueName: "n"))
  var seconds: Double?

  @Flag(help: "Prints one line of JSON when everything listens.")
  var json = false

  func validate() throws {
    guard (0...65_535).contains(port), (0...65_535).contains(controlPort) else {
      throw ValidationError("a port is 0 to 65535")
    }
    guard (1...1000).contains(guilds) else { throw ValidationError("--guilds is 1 to 1000") }
    guard (0...200).contains(people) else { throw ValidationError("--people is 0 to 200") }
    guard (0...people).contains(speakers) else { throw ValidationError("--speakers is 0 to --people") }
    guard (100...600_000).contains(heartbeat) else { throw ValidationError("--heartbeat is 100 to 600000") }
  }

  func run() async throws {
    Interrupt.watch()
    var settings = DiscordLabSettings(seed: seed ?? .random(in: 0...UInt64.max))
    settings.port = port
    settings.controlPort = controlPort
    settings.usesTLS = !plain
    settings.heartbeat = .milliseconds(Int64(heartbeat))
    let file =
      plain ? nil : ca ?? NSTemporaryDirectory() + "phonepatch-lab-\(ProcessInfo.processInfo.processIdentifier).pem"
    settings.authorityFile = file
    let lab = try await DiscordLab.start(settings)
    let cast = lab.populate(bots: bots.isEmpty ? ["lab-bot"] : bots, people: people, guilds: guilds)
    let crowd = speakers == 0 ? nil : try ChannelCrowd(cast, speakers: speakers, lab: lab, authority: file, say: say)
    if json {
      Terminal.output.write(cast.json(lab, authorityFile: file) + "\n")
    } else {
      Terminal.output.write(text(lab, cast, file))
    }
    let end = seconds.map { Date.now + max($0, 0) }
    while Interrupt.signal == nil, end.map({ Date.now < $0 }) ?? true { try await Task.sleep(for: .milliseconds(50)) }
    if let crowd {
      let told = await crowd.stop()
      if json { Terminal.output.write(told + "\n") }
    }
    await lab.stop()
    if ca == nil, let file { try? FileManager.default.removeItem(atPath: file) }
  }

  private func text(_ lab: DiscordLab, _ cast: DiscordCast, _ file: String?) -> String {
    var lines = ["REST      \(lab.restURL)", "gateway   \(lab.gatewayURL)"]
    if let file { lines.append("trust     \(file)") }
    lines += ["control   \(lab.controlURL)", "          token \(lab.controlToken)"]
    lines += cast.bots.map { "bot       \($0.id)  \($0.name)\n          token \($0.token)" }
    for guild in cast.guilds {
      lines.append("guild     \(guild.id)  \(guild.name)")
      lines += guild.channels.map {
        "\($0.kind.padding(toLength: 9, withPad: " ", startingAt: 0)) \($0.id)  \($0.name)"
      }
      lines += guild.people.map { "user      \($0.id)  \($0.name)" }
    }
    return lines.joined(separator: "\n") + "\nInterrupt to stop.\n"
  }
}
