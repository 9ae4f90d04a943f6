/// The findings as aligned lines: a mark, a name, what was found, and under it the remedy.
enum DoctorReport {
  static func text(_ findings: Findings, on terminal: Terminal) -> String {
    let width = (findings.all.map(\.name.count).max() ?? 0) + 2
    var text = ""
    var group = ""
    for finding in findings.all {
      if finding.group != group {
        group = finding.group
        text += (text.isEmpty ? "" : "\n") + terminal.paint(group, .bold) + "\n"
      }
      let pad = String(repeating: " ", count: width - finding.name.count)
      text += "  \(mark(finding.verdict, terminal)) \(finding.name)\(pad)\(value(finding, terminal))\n"
      if let remedy = finding.remedy {
        text += String(repeating: " ", count: width + 4) + terminal.paint("→ \(remedy)", .blue) + "\n"
      }
    }
    return text + "\n" + verdict(findings, terminal) + "\n"
  }

  private static func mark(_ verdict: Finding.Verdict, _ terminal: Terminal) -> String {
    switch verdict {
    case .good: terminal.paint("✓", .green)
    case .information: terminal.paint("·", .dim)
    case .warning: terminal.paint("!", .yellow)
    case .wrong: terminal.paint("✗", .red)
    }
  }

  private static func value(_ finding: Finding, _ terminal: Terminal) -> String {
    switch finding.verdict {
    case .good: finding.value
    case .information: terminal.paint(finding.value, .dim)
    case .warning: terminal.paint(finding.value, .yellow)
    case .wrong: terminal.paint(finding.value, .red)
    }
  }

  private static func verdict(_ findings: Findings, _ terminal: Terminal) -> String {
    let wrong = findings.all.count { $0.verdict == .wrong }
    let warnings = findings.all.count { $0.verdict == .warning }
    let remarks = warnings == 0 ? "" : warnings == 1 ? " (1 remark)" : " (\(warnings) remarks)"
    return wrong == 0
      ? terminal.paint("Phonepatch can work here", .green) + remarks + "."
      : terminal.paint("\(wrong) \(wrong == 1 ? "thing is" : "things are") wrong", .red) + remarks + "."
  }
}
