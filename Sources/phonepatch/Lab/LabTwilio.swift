import ArgumentParser
import Foundation
import PatchLab

/// A telephone network with Twilio's REST API on this machine.
struct LabTwilio: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "twilio",
    abstract: "Runs a telephone network with Twilio's REST API on loopback until it is interrupted.",
    discussion: """
      Point TWILIO_API_BASE at the address printed. Calls that are asked for ring the telephones named with --phone and \
      come back as webhooks and media streams, signed with the token.
      """)

  @Option(help: ArgumentHelp("The port. Default: any that is free.", valueName: "port"))
  var port = 0

  @Option(help: ArgumentHelp("The account.", valueName: "sid"))
  var account = "AC00000000000000000000000000000000"

  @Option(help: ArgumentHelp("Signs webhooks, and is the account's password.", valueName: "token"))
  var token = "lab-token"

  @Option(
    name: .customLong("number"), help: ArgumentHelp("A number of the account. Repeatable.", valueName: "number"))
  var numbers: [String] = []

  @Option(
    name: .customLong("phone"),
    help: ArgumentHelp(
      "A telephone and who answers it: person, machine, busy or nobody. Repeatable.", valueName: "number=who"))
  var phones: [String] = []

  @Option(help: ArgumentHelp("A WAV file: what people and machines say when they answer.", valueName: "wav"))
  var say: String?

  @Option(help: ArgumentHelp("For identities; the same seed makes the same ones.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Ends by itself after this many seconds.", valueName: "n"))
  var seconds: Double?

  @Flag(help: "Prints one line of JSON when it listens.")
  var json = false

  private struct Told: Encodable {
    let base: String
    let account: String
    let token: String
    let numbers: [String]
  }

  func run() async throws {
    Interrupt.watch()
    var settings = TwilioLabSettings(authToken: token)
    settings.accountSid = account
    settings.port = port
    settings.seed = seed
    if !numbers.isEmpty { settings.numbers = numbers }
    let speech = try say.map { try Speech(file: $0).sound } ?? []
    for phone in phones {
      let pair = phone.split(separator: "=").map(String.init)
      let answers: [String: LabPhone.Answer] = [
        "person": .person, "machine": .machine, "busy": .busy, "nobody": .nobody,
      ]
      guard pair.count == 2, let answer = answers[pair[1]] else {
        throw ValidationError("--phone is number=person, machine, busy or nobody")
      }
      var caller = Caller(speech: speech)
      caller.loops = !speech.isEmpty
      settings.phones[pair[0]] = LabPhone(answer, ring: 0.5, caller: caller)
    }
    let lab = try await TwilioLab.start(settings)
    if json {
      let told = Told(base: lab.apiBase, account: account, token: token, numbers: settings.numbers)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      Terminal.output.write(String(decoding: try encoder.encode(told), as: UTF8.self) + "\n")
    } else {
      Terminal.output.write(
        "TWILIO_API_BASE=\(lab.apiBase)\nTWILIO_ACCOUNT_SID=\(account)\nTWILIO_AUTH_TOKEN=\(token)\n"
          + "TWILIO_PHONE_NUMBER=\(settings.numbers[0])\nInterrupt to stop.\n")
    }
    let end = seconds.map { Date.now + max($0, 0) }
    while Interrupt.signal == nil, end.map({ Date.now < $0 }) ?? true { try await Task.sleep(for: .milliseconds(50)) }
    await lab.stop()
  }
}
