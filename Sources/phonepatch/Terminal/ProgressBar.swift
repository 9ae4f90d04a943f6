import Foundation

/// One line that fills from left to right while a terminal watches; in a pipe nothing at all.
struct ProgressBar {
  private let terminal: Terminal
  private let label: String
  private var lastDrawn = ContinuousClock.now - .seconds(1)
  private var isDrawn = false

  init(_ label: String, on terminal: Terminal = .error) {
    self.label = label
    self.terminal = terminal
  }

  /// Draws at most twenty times a second. `fraction` is nil when the end is unknown.
  mutating func update(_ fraction: Double?, _ note: @autoclosure () -> String) {
    guard terminal.isInteractive, ContinuousClock.now - lastDrawn >= .milliseconds(50) else { return }
    lastDrawn = .now
    isDrawn = true
    let note = note()
    let width = max(8, min(40, terminal.columns - label.count - note.count - 12))
    let share = min(1, max(0, fraction ?? 0))
    // Eighths of a character make the bar move smoothly.
    let eighths = Int(share * Double(width * 8))
    let partial = eighths % 8 == 0 ? "" : String(UnicodeScalar(UInt32(0x2590 - eighths % 8))!)
    let full = String(repeating: "█", count: eighths / 8) + partial
    let rest = String(repeating: "░", count: width - full.count)
    let percent = fraction == nil ? "    " : String(format: "%3.0f%%", share * 100)
    terminal.write(
      "\r\u{1B}[K\(label) " + terminal.paint(full, .green) + terminal.paint(rest, .dim) + " \(percent) "
        + terminal.paint(note, .dim))
  }

  /// Takes the line away.
  mutating func clear() {
    if isDrawn { terminal.write("\r\u{1B}[K") }
    isDrawn = false
  }
}
