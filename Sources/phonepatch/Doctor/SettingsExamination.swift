import Foundation
import PatchServer

/// The server's settings as environment and file have them, and whether its address is free.
enum SettingsExamination {
  static func run(into findings: inout Findings) async {
    findings.group = "Settings"
    let environment = ProcessInfo.processInfo.environment
    if let file = environment["PHONEPATCH_CONFIG"] { findings.add("PHONEPATCH_CONFIG", file) }
    var configuration = ServerConfiguration()
    do {
      configuration = try await ConfigurationLoader.load()
      findings.add("configuration", "complete: phonepatch serve can start")
    } catch let error as ConfigurationError {
      for problem in error.problems { add(problem, &findings) }
      // The address is worth a look all the same.
      if let address = environment["PHONEPATCH_LISTEN"].flatMap(ListenAddress.init) { configuration.listen = address }
    } catch {
      findings.add("configuration", .wrong, "\(error)", remedy: "mend the file, or unset PHONEPATCH_CONFIG")
    }
    for (name, value) in environment.sorted(by: { $0.key < $1.key })
    where ["PHONEPATCH_", "TWILIO_", "DISCORD_"].contains(where: name.hasPrefix) {
      guard name != "PHONEPATCH_CONFIG" else { continue }
      findings.add(name, .information, isSecret(name) ? "set (\(value.count) characters, not shown)" : value)
    }
    PortExamination.run(configuration.listen, into: &findings)
  }

  private static func add(_ problem: String, _ findings: inout Findings) {
    let isMissing = problem.contains("is missing")
    findings.add(
      "configuration", isMissing ? .warning : .wrong, problem,
      remedy: isMissing
        ? "phonepatch serve needs it; demo, lab and transcode do not" : "phonepatch serve --help lists every setting")
  }

  /// Anything that sounds like a secret, also one that we do not know.
  private static func isSecret(_ name: String) -> Bool {
    guard !name.hasSuffix("_FILE") else { return false }
    return ["TOKEN", "SECRET", "PASSWORD", "KEY"].contains { name.contains($0) }
  }
}
