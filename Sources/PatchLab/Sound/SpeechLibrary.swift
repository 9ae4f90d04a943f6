import Foundation

/// Recorded speech that a Debian machine has, or gets with one command.
public enum SpeechLibrary {
  /// What to install when there is none.
  public static let package = "asterisk-core-sounds-en-wav"
  static let root = "/usr/share/asterisk/sounds"

  /// Whole sentences of about two seconds, in an order that almost makes a conversation.
  private static let sentences = [
    "dir-welcome", "conf-userwilljoin", "pls-hold-while-try", "info-about-last-call", "check-number-dial-again",
    "vm-reachoper", "please-try-call-later", "sorry-youre-having-problems", "transfer", "confbridge-participants",
    "tt-somethingwrong", "vm-calldiffnum",
  ]

  /// The sentences that are installed. `Speech.Problem` names the package when there are none.
  public static func find(in root: String? = nil) throws(Speech.Problem) -> [Speech] {
    let root = root ?? Self.root
    let folders = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).filter { $0.hasPrefix("en") }
    for folder in folders.sorted() {
      let found = sentences.map { "\(root)/\(folder)/\($0).wav" }.filter(FileManager.default.fileExists)
      guard found.count >= 2 else { continue }
      var speech: [Speech] = []
      for file in found { speech.append(try Speech(file: file)) }
      return speech
    }
    throw Speech.Problem(
      description: """
        no recorded speech in \(root)/en*: install it with  sudo apt-get install \(package)  \
        or name WAV files on the command line
        """)
  }
}
