import Foundation
import PatchServer

/// Whether the telephone network and Discord know us.
enum ServiceExamination {
  static func run(into findings: inout Findings) async {
    guard let configuration = try? await ConfigurationLoader.load() else { return }
    findings.group = "Services"
    for answer in await ServiceCheck.run(configuration) {
      let verdict: Finding.Verdict =
        switch answer.verdict {
        case .good: .good
        case .warning: .warning
        case .wrong: .wrong
        }
      findings.add(answer.subject, verdict, answer.text, remedy: answer.remedy)
    }
  }
}
