import COpus
import Foundation

/// Whom we are and whom we stand on.
enum Versions {
  // As in phonepatch/base.h, which only the C boundary imports; Tests/Peers/transcode compares them.
  static let phonepatch = "0.1.0"
  static let abi = 1

  /// Of the library that is loaded, not of the header: "libopus 1.3.1".
  static let opus = String(cString: opus_get_version_string())

  /// What `--version` prints.
  static var line: String { "phonepatch \(phonepatch) (C ABI \(abi), \(opus))" }

  /// The file of a shared library in this process, its links followed, by the beginning of its name.
  static func library(_ name: String) -> String? {
    // Read to its end: the size that the system states for this file is 0.
    guard let maps = try? FileHandle(forReadingAtPath: "/proc/self/maps")?.readToEnd() else { return nil }
    for line in String(decoding: maps, as: UTF8.self).split(separator: "\n") {
      guard let start = line.firstIndex(of: "/") else { continue }
      let path = String(line[start...])
      if (path as NSString).lastPathComponent.hasPrefix(name) { return path }
    }
    return nil
  }
}
