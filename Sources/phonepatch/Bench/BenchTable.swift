import Foundation
import PatchLab

/// A result for people.
struct BenchTable {
  let result: BenchResult

  init(_ result: BenchResult) { self.result = result }

  func print(to terminal: Terminal) {
    terminal.write(
      "\(result.processor), \(result.cores) \(result.cores == 1 ? "core" : "cores"), load \(String(format: "%.1f", result.load)); \(result.opus); "
        + "\(result.sound)\n\(result.settings.line)\n")
    for cores in Set(result.rows.map(\.cores)).sorted() {
      for frame in Set(result.rows.map(\.frameMilliseconds)).sorted() {
        let rows = result.rows.filter { $0.cores == cores && $0.frameMilliseconds == frame }
        if !rows.isEmpty { table(rows, cores, frame, terminal) }
      }
    }
    terminal.write(
      "\n" + terminal.paint("μs: processor time for 20 ms of sound, one way. calls: both ways, on one core.", .dim)
        + "\n")
    let doubtful = result.rows.filter { ($0.cost?.spread ?? 0) > 0.05 }.count
    if doubtful > 0 {
      terminal.write(
        terminal.paint(
          "\(doubtful) of \(result.rows.count) figures vary by more than 5 %: the machine was busy.", .yellow) + "\n")
    }
  }

  private func table(_ rows: [BenchResult.Row], _ cores: Int, _ frame: Int, _ terminal: Terminal) {
    terminal.write(
      "\n" + terminal.paint("frames of \(frame) ms, \(cores) \(cores == 1 ? "core" : "cores")", .bold) + "\n"
        + terminal.paint(
          Self.line(["", "μs", "95 %", "× real time", "calls a core"]), .dim) + "\n")
    for row in rows {
      guard let cost = row.cost else { continue }
      let cells = [
        row.label, Self.number(cost.median / 1000), "\(Self.number(cost.low / 1000))–\(Self.number(cost.high / 1000))",
        Self.number(row.timesRealTime), result.callsACore(row).map(Self.number) ?? "",
      ]
      let text = Self.line(cells)
      terminal.write((cost.spread > 0.05 ? terminal.paint(text, .yellow) : text) + "\n")
    }
  }

  /// The first cell to the left, the others to the right.
  static func line(_ cells: [String]) -> String {
    let widths = [16, 9, 17, 13, 14]
    return zip(cells, widths).enumerated().map { index, pair in
      let space = String(repeating: " ", count: max(0, pair.1 - pair.0.count))
      return index == 0 ? pair.0 + space : space + pair.0
    }.joined()
  }

  static func number(_ value: Double) -> String {
    String(format: value >= 100 ? "%.0f" : value >= 1 ? "%.1f" : "%.3f", value)
  }
}
