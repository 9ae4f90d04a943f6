import ArgumentParser
import Foundation

/// The kinds of files that sound is read from and written to.
enum FileKind: String, CaseIterable, ExpressibleByArgument {
  case wav, ulaw, alaw, opus

  /// By the end of a file's name.
  init?(path: String) {
    switch (path as NSString).pathExtension.lowercased() {
    case "wav", "wave": self = .wav
    case "ulaw", "ul", "mulaw", "pcmu": self = .ulaw
    case "alaw", "al", "pcma": self = .alaw
    case "opus": self = .opus
    default: return nil
    }
  }

  static let endings = ".wav, .ulaw (.ul), .alaw (.al) or .opus"
}
