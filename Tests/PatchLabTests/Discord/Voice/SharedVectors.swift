import Foundation
import Testing

/// The public vectors beside the project: `../shared/vectors`, or `PHONEPATCH_SHARED` in place of `../shared`.
enum SharedVectors {
  private static let folder: URL = {
    if let given = ProcessInfo.processInfo.environment["PHONEPATCH_SHARED"], !given.isEmpty {
      return URL(fileURLWithPath: given).appendingPathComponent("vectors")
    }
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<6 { root.deleteLastPathComponent() }
    return root.appendingPathComponent("shared/vectors")
  }()

  /// False: tests that need the vectors skip, or with PHONEPATCH_REQUIRE_SHARED=1 fail for want of them.
  static let isThere =
    FileManager.default.fileExists(atPath: folder.path)
    || ProcessInfo.processInfo.environment["PHONEPATCH_REQUIRE_SHARED"] == "1"
  static let missing: Comment = "the public vectors are not beside the project (PHONEPATCH_SHARED)"

  static func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appendingPathComponent(name)), as: UTF8.self)
  }
}

extension [UInt8] {
  /// The bytes that stand in a vector as hexadecimal digits.
  init(hex text: String) {
    let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    self = stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
