import ArgumentParser
import Foundation
import PatchServer

/// The reference server as a command.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Answers phone calls: callers of one number meet in a room.",
    discussion: """
      Settings come from the environment, above those of the file, above the defaults.
      In the file the same names are in lower case and nested: twilio: auth_token, room: lead_ms,
      numbers: "+15550100": lobby. What is not known is an error.

      \(ConfigurationLoader.help)
      """)

  @Option(help: ArgumentHelp("A YAML file with settings.", valueName: "file"))
  var config: String?

  @Flag(help: "Print the settings in effect, secrets hidden, and do not serve.")
  var check = false

  @Flag(help: "Print every setting at its default, as .env.example, and do not serve.")
  var example = false

  func run() async throws {
    if example { return print(ConfigurationLoader.example, terminator: "") }
    var configuration = try await ConfigurationLoader.load(file: config)
    // A person's first start gets all there is; tests and programs say what they want.
    // An empty variable says: nothing of it.
    let environment = ProcessInfo.processInfo.environment
    if configuration.data == nil, environment["PHONEPATCH_DATA"] == nil { configuration.data = "phonepatch-data" }
    if configuration.adminListen == nil, environment["PHONEPATCH_ADMIN_LISTEN"] == nil {
      configuration.adminListen = ListenAddress("127.0.0.1:8081")
    }
    if environment["TWILIO_WEBHOOKS"] == nil, configuration.twilio.webhooks == .keep {
      configuration.twilio.webhooks = .set
    }
    if environment["PHONEPATCH_ORPHANS"] == nil { configuration.endsOrphans = true }
    if check {
      print(configuration.effective)
    } else {
      let server = try await PhonepatchServer.start(configuration, examine: Doctor.ofThisMachine)
      // Only to a person's eyes, not into a log: the address carries the token of this run.
      if let console = server.consoleURL, isatty(STDOUT_FILENO) != 0 { print("console: \(console)") }
      await server.runUntilTerminated(
        ready: { SystemdNotice.send("READY=1") }, stopping: { SystemdNotice.send("STOPPING=1") })
      if let failure = server.failure {
        Terminal.error.write("phonepatch: \(failure)\n")
        throw ExitCode(1)
      }
    }
  }
}
