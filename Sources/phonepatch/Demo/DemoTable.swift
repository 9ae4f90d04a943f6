import Foundation
import PatchLab

/// The outcome for people: one line for each pair of ears and mouth, then what the network and the server reported.
struct DemoTable {
  private let result: DemoResult
  private let table: TurnTable

  init(_ result: DemoResult, _ table: TurnTable) {
    self.result = result
    self.table = table
  }

  func print(to terminal: Terminal, files: String?) {
    rows().print(to: terminal)
    for report in result.hearing { terminal.write(Self.summary(report, terminal)) }
    for problem in result.problems { terminal.write("  " + terminal.paint(problem, .red) + "\n") }
    if result.skipped > 0 {
      terminal.write(
        terminal.paint("  the machine was busy: the room left out \(result.skipped) ticks of 20 ms\n", .yellow))
    }
    if let files { terminal.write("  sound written to \(files)\n") }
    terminal.write("\n" + verdict(terminal) + "\n")
  }

  private func rows() -> Columns {
    var rows = Columns(
      ["who", "heard", "say", "delay ms", "level dB", "lost", "clipped", "gaps", "violations"], numbers: [3, 4, 5, 6])
    for report in result.hearing {
      for heard in report.heard {
        let count = heard.files.count
        let files = count == 0 ? "nothing" : count == 1 ? heard.files[0] : "\(heard.files[0]) +\(count - 1)"
        rows.add(
          [
            report.listener, heard.speaker, files,
            heard.delay.isEmpty ? "–" : heard.delay.map { String(format: "%.0f", $0) }.joined(separator: "/"),
            heard.delay.isEmpty ? "–" : String(format: "%.1f", heard.level), String(heard.lost),
            String(report.clipped),
            report.gaps == 0 ? "none" : String(format: "%d (%.0f ms)", report.gaps, report.gapMilliseconds),
            report.violations.isEmpty ? "none" : String(report.violations.count),
          ], isGood: heard.problems.isEmpty && report.problems.count == report.heard.flatMap(\.problems).count)
      }
    }
    return rows
  }

  private static func summary(_ report: HearingReport, _ terminal: Terminal) -> String {
    var text = ""
    for fault in report.faults { text += terminal.paint("  \(report.listener): the network \(fault)\n", .yellow) }
    let reported = report.reported
    let parts = [
      (reported.starved, "late"), (reported.discarded, "left out to catch up"), (reported.replaced, "replaced"),
      (reported.dropped, "not sent"), (reported.added, "of silence added"), (reported.leftOut, "of silence left out"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    if !parts.isEmpty {
      text += terminal.paint(
        "  \(report.listener): frames reported by the server: \(parts.joined(separator: ", "))\n", .dim)
    }
    if report.lateMilliseconds > 20, report.faults.isEmpty {
      let late = String(format: "%.0f", report.lateMilliseconds)
      text += terminal.paint("  \(report.listener): the phone network itself was up to \(late) ms late\n", .dim)
    }
    for problem in report.problems { text += terminal.paint("  \(report.listener) \(problem)\n", .red) }
    for violation in report.violations.prefix(5) {
      text += terminal.paint(
        "    \(violation.code.rawValue) at \(String(format: "%.2f", violation.at)) s: \(violation.detail)\n", .red)
    }
    return text
  }

  private func verdict(_ terminal: Terminal) -> String {
    let frames = result.hearing.reduce(0) { $0 + $1.frames }
    guard result.isGood else {
      return terminal.paint("✗ Not everybody heard what was said.", .red, .bold)
    }
    let exact = result.hearing.count == 2 ? "byte for byte" : "the exact sum of the others"
    return terminal.paint(
      "✓ Everybody heard everybody else, \(exact): \(frames) frames of 20 ms compared.", .green, .bold)
  }
}
