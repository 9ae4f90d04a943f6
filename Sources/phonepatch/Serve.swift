import ArgumentParser
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

  func run() async throws {
    let configuration = try await ConfigurationLoader.load(file: config)
    if check {
      print(configuration.effective)
    } else {
      try await PhonepatchServer.start(configuration).runUntilTerminated()
    }
  }
}
