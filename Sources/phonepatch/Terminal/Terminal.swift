import Foundation

/// Colours and widths of the terminal that a stream is, if it is one. Plain text goes into pipes, with NO_COLOR, and to
/// terminals called dumb.
struct Terminal {
  enum Colour: String {
    case green = "32"
    case red = "31"
    case yellow = "33"
    case blue = "36"
    case dim = "2"
    case bold = "1"
  }

  private let descriptor: Int32
  /// True when somebody looks at it.
  let isInteractive: Bool
  private let hasColour: Bool

  static let output = Terminal(STDOUT_FILENO)
  static let error = Terminal(STDERR_FILENO)

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    let environment = ProcessInfo.processInfo.environment
    isInteractive = isatty(descriptor) == 1 && environment["TERM"] != "dumb"
    hasColour = isInteractive && (environment["NO_COLOR"] ?? "").isEmpty
  }

  /// Characters in a line: 80 when nobody knows.
  var columns: Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  func paint(_ text: String, _ colours: Colour...) -> String {
    guard hasColour, !text.isEmpty else { return text }
    return "\u{1B}[\(colours.map(\.rawValue).joined(separator: ";"))m\(text)\u{1B}[0m"
  }

  /// Writes at once, unlike `print`, whose text waits in a buffer.
  func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { return }
      bytes = bytes.dropFirst(max(count, 0))
    }
  }
}
