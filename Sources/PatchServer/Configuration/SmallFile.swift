import Glibc

/// Files of configuration and secrets.
enum SmallFile {
  struct Unreadable: Error, CustomStringConvertible {
    let description: String
  }

  /// The text of a file of at most 1 MB.
  static func read(_ path: String) throws -> String {
    guard let file = fopen(path, "rbe") else { throw Unreadable(description: String(cString: strerror(errno))) }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    guard ferror(file) == 0 else { throw Unreadable(description: "cannot be read") }
    guard let text = String(validating: bytes[..<count], as: UTF8.self) else {
      throw Unreadable(description: "is not UTF-8")
    }
    return text
  }
}

extension String {
  /// Without the newline that editors put at the end of a file.
  var trimmedOfNewlines: String {
    var text = self[...]
    while text.last?.isNewline == true { text = text.dropLast() }
    return String(text)
  }
}
