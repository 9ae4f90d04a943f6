import COpus
import CPhonepatch
import Foundation

/// Whom we are and whom we stand on.
enum Versions {
  static let phonepatch = "\(PP_VERSION_MAJOR).\(PP_VERSION_MINOR).\(PP_VERSION_PATCH)"
  static let abi = PP_ABI_VERSION

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
