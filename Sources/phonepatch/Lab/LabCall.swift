import ArgumentParser
import Foundation
import PatchLab
import PatchNet

/// One call to any webhook.
struct LabCall: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "call", abstract: "Places a call to a webhook, does what the TwiML says, and reports.",
    discussion: """
      Example, against a server on this machine:

        phonepatch lab call --webhook http://127.0.0.1:8080/twilio/voice --token secret \\
          --to +15550100 --from +15550101 --play hello.wav --record heard.wav --seconds 10

      The exit code is 0 if the call went through and the application broke no rule.
      """)

  @Option(
    help: ArgumentHelp(
      "The webhook of the number called; a fragment such as #rc=2&rp=all sets retries.", valueName: "url"))
  var webhook: String

  @Option(help: ArgumentHelp("The number called.", valueName: "number"))
  var to = "+15550100"

  @Option(help: ArgumentHelp("The number calling.", valueName: "number"))
  var from = "+15550101"

  @Option(
    help: ArgumentHelp(
      "The account's auth token, which signs everything. Default: TWILIO_AUTH_TOKEN.", valueName: "secret"))
  var token: String?

  @Option(help: ArgumentHelp("The account.", valueName: "sid"))
  var account = "AC00000000000000000000000000000000"

  @Option(help: ArgumentHelp("A WAV file: what the caller says into each stream. Default: silence.", valueName: "wav"))
  var play: String?

  @Flag(help: "Says it again and again.")
  var loop = false

  @Option(help: ArgumentHelp("Writes what the caller heard, from answer to end.", valueName: "wav"))
  var record: String?

  @Option(
    help: ArgumentHelp(
      "Writes every message of the streams, one a line: < from the network, > to it.", valueName: "file"))
  var frames: String?

  @Option(help: ArgumentHelp("The caller hangs up after this many seconds.", valueName: "n"))
  var seconds = 10.0

  @Option(
    name: .customLong("key"),
    help: ArgumentHelp("A key pressed in the stream: digit@second. Repeatable.", valueName: "5@2.5"))
  var keys: [String] = []

  @Option(
    name: .customLong("gather"), help: ArgumentHelp("What is keyed in at each Gather. Repeatable.", valueName: "12#"))
  var gathers: [String] = []

  @Option(
    name: .customLong("fault"),
    help: ArgumentHelp(
      "Something goes wrong: stall=AT:SECONDS, burst=FRAMES, disconnect=AT, slow-webhook=SECONDS, retried-webhook, mute, "
        + "or seed=N for some of everything. Repeatable.", valueName: "fault"))
  var faults: [String] = []

  @Option(help: ArgumentHelp("Asked when the webhook fails.", valueName: "url"))
  var fallback: String?

  @Option(help: ArgumentHelp("Told when the call is over.", valueName: "url"))
  var statusCallback: String?

  @Option(
    name: .customLong("route"),
    help: ArgumentHelp(
      "Connects elsewhere than an address says: example.com=127.0.0.1:8080. Repeatable.", valueName: "from=to"))
  var routes: [String] = []

  @Flag(help: "Requests the webhook with GET.")
  var get = false

  @Flag(help: "Prints the report as JSON.")
  var json = false

  func run() async throws {
    let plan = try plan()
    let http = HTTPClientTransport(followRedirects: 10)
    let log = FrameLog()
    let report = await Carrier(try settings(), http: http, webSockets: log).place(plan)
    await http.shutdown()
    if let frames { try log.text.write(toFile: frames, atomically: true, encoding: .utf8) }
    if let record { try WavFile.write(report.heard, to: record) }
    let summary = CallSummary(report)
    if json { try summary.printJSON() } else { summary.print(to: .output) }
    guard summary.isGood else { throw ExitCode(1) }
  }

  private func plan() throws -> CallPlan {
    var plan = CallPlan(from: from, to: to, webhook: webhook)
    plan.usesGet = get
    plan.fallback = fallback
    plan.statusCallback = statusCallback
    var parsed = try FaultText.parse(faults, seconds: seconds)
    var caller = Caller(hangsUp: seconds)
    if let play, !parsed.mute {
      do { caller.speech = try Speech(file: play).sound } catch { throw ValidationError(error.description) }
    }
    caller.loops = loop
    caller.keys = try keys.map(FaultText.key).sorted { $0.at < $1.at }
    caller.gathers = gathers.map { .keys($0) }
    plan.caller = caller
    parsed.faults.stalls.sort { $0.at < $1.at }
    plan.faults = parsed.faults
    return plan
  }

  private func settings() throws -> CarrierSettings {
    let environment = ProcessInfo.processInfo.environment
    guard let token = token ?? environment["TWILIO_AUTH_TOKEN"], !token.isEmpty else {
      throw ValidationError("give --token, or set TWILIO_AUTH_TOKEN: the application checks signatures")
    }
    var settings = CarrierSettings(accountSid: account, authToken: token)
    for route in routes {
      let parts = route.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, let target = WebAddress("http://\(parts[1])") else {
        throw ValidationError("--route is from=to, such as example.com=127.0.0.1:8080")
      }
      settings.routes[String(parts[0])] = WebRoute(host: target.host, port: target.port)
    }
    return settings
  }
}
