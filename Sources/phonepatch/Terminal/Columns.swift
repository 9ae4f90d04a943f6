/// Lines of cells under a bold head, each column as wide as it needs to be, with a mark before each line that says whether
/// it is good.
struct Columns {
  private let head: [String]
  private let numbers: Set<Int>
  private var lines: [(cells: [String], isGood: Bool)] = []

  /// - Parameter numbers: the columns that end at the right.
  init(_ head: [String], numbers: Set<Int>) {
    self.head = head
    self.numbers = numbers
  }

  mutating func add(_ cells: [String], isGood: Bool) { lines.append((cells, isGood)) }

  func print(to terminal: Terminal) {
    let widths = head.indices.map { column in
      lines.map { $0.cells[column].count }.reduce(head[column].count, max)
    }
    terminal.write("\n" + terminal.paint("   " + line(head, widths), .bold) + "\n")
    for (cells, isGood) in lines {
      terminal.write(
        (isGood ? terminal.paint("✓", .green) : terminal.paint("✗", .red)) + "  " + line(cells, widths) + "\n")
    }
    terminal.write("\n")
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    var text = zip(cells, widths).enumerated().map { column, pair in
      let space = String(repeating: " ", count: pair.1 - pair.0.count)
      return numbers.contains(column) ? space + pair.0 : pair.0 + space
    }.joined(separator: "  ")
    while text.last == " " { text.removeLast() }
    return text
  }
}
