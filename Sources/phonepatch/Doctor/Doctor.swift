import ArgumentParser
import Foundation
import PatchServer

/// `phonepatch doctor`: what stands here, what is wrong, and what to do about it.
struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Looks at libraries, machine, settings and ports, and says what is wrong and how to mend it.",
    discussion: "Exits with 1 when something that Phonepatch cannot do without is wrong. Secrets are never shown.")

  @Flag(help: "Print the findings as JSON.")
  var json = false

  func run() async throws {
    var findings = Findings()
    LibraryExamination.run(into: &findings)
    MachineExamination.run(into: &findings)
    await SettingsExamination.run(into: &findings)
    await ServiceExamination.run(into: &findings)
    SpeechExamination.run(into: &findings)
    Terminal.output.write(json ? asJSON(findings) : DoctorReport.text(findings, on: .output))
    if findings.hasWrong { throw ExitCode(1) }
  }

  /// Machine and libraries, for the console of a server that runs.
  static func ofThisMachine() -> [DoctorFinding] {
    var findings = Findings()
    LibraryExamination.run(into: &findings)
    MachineExamination.run(into: &findings)
    return findings.all.map {
      DoctorFinding(
        group: $0.group, name: $0.name, verdict: DoctorFinding.Verdict(rawValue: $0.verdict.rawValue) ?? .information,
        value: $0.value, remedy: $0.remedy)
    }
  }

  private struct Report: Encodable {
    let ok: Bool
    let findings: [Finding]
  }

  private func asJSON(_ findings: Findings) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data = (try? encoder.encode(Report(ok: !findings.hasWrong, findings: findings.all))) ?? Data()
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
