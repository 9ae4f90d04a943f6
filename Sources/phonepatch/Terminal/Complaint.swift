import Foundation

/// What went wrong, in a sentence for the person at the terminal.
struct Complaint: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  /// A system call on `path` failed: says what errno says.
  static func system(_ path: String, _ verb: String, _ code: Int32 = errno) -> Complaint {
    Complaint("\(path): cannot \(verb): \(String(cString: strerror(code)))")
  }
}
