import Foundation
import PatchCodec

/// The speech that the demo plays.
enum SpeechExamination {
  private static let folder = "/usr/share/asterisk/sounds"

  static func run(into findings: inout Findings) {
    findings.group = "Speech"
    let remedy = "apt-get install asterisk-core-sounds-en-wav, or give the demo WAV files of your own"
    let files = (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
      .filter { $0.hasSuffix(".wav") }
    guard let first = files.sorted().first else {
      return findings.add("recordings", .warning, "none in \(folder): the demo has nothing to say", remedy: remedy)
    }
    let bytes = [UInt8](FileManager.default.contents(atPath: "\(folder)/\(first)") ?? Data())
    guard let (format, sound) = try? WavReader.locate(bytes.span), !sound.isEmpty else {
      return findings.add("recordings", .warning, "\(folder)/\(first) is not a WAV file that we read", remedy: remedy)
    }
    findings.add("recordings", "\(files.count) WAV files in \(folder), \(format.sampleRate) Hz")
  }
}
