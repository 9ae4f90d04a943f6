import ArgumentParser
import Foundation
import PatchLab

/// `phonepatch bench compare`: two results side by side.
struct BenchCompare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Sets two results of bench --json side by side.",
    discussion: """
      A change is told when the 95 % interval of the ratio of the medians, bootstrapped, leaves 1 out and the change is more \
      than 2 %. The status is 1 when something got slower. Times mean something only on one machine at rest.
      """)

  @Argument(help: ArgumentHelp("The result before.", valueName: "A.json"))
  var before: String
  @Argument(help: ArgumentHelp("The result after.", valueName: "B.json"))
  var after: String
  @Flag(help: "Also what did not change.")
  var all = false
  @Flag(help: "Print the comparison as JSON.")
  var json = false

  struct Row: Encodable {
    let from: BenchFormat
    let to: BenchFormat
    let frameMilliseconds: Int
    let cores: Int
    let change: Change
    let verdict: Change.Verdict
  }

  func run() throws {
    let (a, b) = try (BenchResult.read(before), BenchResult.read(after))
    let old = Dictionary(a.rows.map { ($0.key, $0) }) { $1 }
    let rows = b.rows.compactMap { row -> (Row, String)? in
      guard let past = old[row.key], let change = Change(from: past.rounds, to: row.rounds) else { return nil }
      return (
        Row(
          from: row.from, to: row.to, frameMilliseconds: row.frameMilliseconds, cores: row.cores, change: change,
          verdict: change.verdict), row.label
      )
    }
    guard !rows.isEmpty else { throw Complaint("the two results have nothing in common") }
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      encoder.keyEncodingStrategy = .convertToSnakeCase
      Terminal.output.write(String(decoding: try encoder.encode(rows.map(\.0)), as: UTF8.self) + "\n")
    } else {
      show(rows, a, b, .output)
    }
    if rows.contains(where: { $0.0.verdict == .slower }) { throw ExitCode(1) }
  }

  private func show(_ rows: [(Row, String)], _ a: BenchResult, _ b: BenchResult, _ terminal: Terminal) {
    for (name, result) in [("A", a), ("B", b)] {
      terminal.write(
        "\(name): \(result.program), \(result.processor), load \(String(format: "%.1f", result.load)); \(result.settings.line); \(result.sound)\n"
      )
    }
    if a.processor != b.processor || a.settings != b.settings || a.sound != b.sound || a.opus != b.opus {
      terminal.write(
        terminal.paint("They differ in more than time: machine, settings, sound or libopus.", .yellow) + "\n")
    }
    if [a, b].contains(where: { $0.load > Double($0.cores) / 2 }) {
      terminal.write(terminal.paint("The machine was busy: what follows may be its doing.", .yellow) + "\n")
    }
    terminal.write("\n" + terminal.paint(BenchTable.line(["", "ms", "cores", "B by A", "95 %"]), .dim) + "\n")
    var shown = 0
    for (row, label) in rows where all || row.verdict != .same {
      let change = row.change
      let text = BenchTable.line([
        label, "\(row.frameMilliseconds)", "\(row.cores)", String(format: "%.3f", change.ratio),
        String(format: "%.2f–%.2f", change.low, change.high),
      ])
      let colour: Terminal.Colour =
        switch row.verdict {
        case .faster: .green
        case .slower: .red
        case .same: .dim
        case .unsure: .yellow
        }
      terminal.write("\(text)  \(terminal.paint(row.verdict.rawValue, colour))\n")
      shown += 1
    }
    if shown == 0 { terminal.write("nothing changed\n") }
  }
}
