import Foundation
import PatchLab

/// One line while the calls last: how far, and who is speaking.
final class DemoProgress: Sendable {
  private let table: TurnTable
  private let names: [String]
  private let terminal: Terminal?

  init(_ table: TurnTable, names: [String], isQuiet: Bool) {
    self.table = table
    self.names = names
    terminal = isQuiet || !Terminal.error.isInteractive ? nil : Terminal.error
  }

  /// Draws until cancelled; the calls last `seconds`.
  func run(seconds: Double) async {
    guard let terminal else { return }
    var bar = ProgressBar("calling", on: terminal)
    let began = ContinuousClock.now
    while !Task.isCancelled {
      let elapsed = Double((ContinuousClock.now - began) / .milliseconds(1)) / 1000
      let position = Int(elapsed * 8000)
      let speaking = table.turns.filter { $0.range.contains(position) }
        .map { "\(names[$0.caller]) says \($0.file)" }
      bar.update(elapsed / seconds, speaking.isEmpty ? "…" : speaking.joined(separator: ", "))
      try? await Task.sleep(for: .milliseconds(60))
    }
    bar.clear()
  }

  func clear() { terminal?.write("\r\u{1B}[K") }
}
