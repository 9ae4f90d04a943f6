import Foundation

/// The outcome for people and for programs.
extension DiscordDemoResult {
  /// Said wherever the code is shown.
  private static let notice = "Encryption ends at this bridge: the phone leg is not end-to-end encrypted."

  private struct Document: Encodable {
    var good: Bool
    var fault: String?
    var privacyCode: String?
    var privacyCodesEqual: Bool
    var notice: String
    var epoch: UInt64
    var encryptedPackets: Int
    var plainPackets: Int
    var pairs: [Pair]
    var reported: [String]
    var problems: [String]
  }

  func printJSON() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let document = Document(
      good: isGood, fault: fault?.rawValue, privacyCode: privacyCode, privacyCodesEqual: codesAreEqual,
      notice: Self.notice, epoch: epoch, encryptedPackets: encryptedPackets, plainPackets: plainPackets, pairs: pairs,
      reported: reported, problems: problems)
    Terminal.output.write(String(decoding: try encoder.encode(document), as: UTF8.self) + "\n")
  }

  func print(to terminal: Terminal, files: String?) {
    var rows = Columns(["who", "heard", "turns", "likeness", "delay ms"], numbers: [3, 4])
    for pair in pairs {
      rows.add(
        [
          pair.listener, pair.speaker, "\(pair.found) of \(pair.turns)", String(format: "%.2f", pair.likeness),
          pair.delay.isEmpty ? "–" : pair.delay.map { String(format: "%.0f", $0) }.joined(separator: "/"),
        ], isGood: pair.isGood)
    }
    rows.print(to: terminal)
    if let privacyCode {
      let groups = stride(from: 0, to: privacyCode.count, by: 5).map { String(privacyCode.dropFirst($0).prefix(5)) }
      let code = terminal.paint(groups.joined(separator: " "), .bold)
      terminal.write("  privacy code  \(code)  \(codesAreEqual ? "the same for all three" : "not the same for all")\n")
    }
    terminal.write("  \(Self.notice)\n")
    let plain = plainPackets == 0 ? "none" : "\(plainPackets)"
    terminal.write("  packets through Discord: \(encryptedPackets) end-to-end encrypted, \(plain) in the clear\n")
    for text in reported { terminal.write(terminal.paint("  reported by the bridge: \(text)\n", .yellow)) }
    for problem in problems { terminal.write("  " + terminal.paint(problem, .red) + "\n") }
    if let files { terminal.write("  sound written to \(files)\n") }
    let turns = pairs.reduce(0) { $0 + $1.found }
    let verdict =
      isGood
      ? terminal.paint(
        "✓ Everybody heard everybody else, by phone and end-to-end encrypted: \(turns) turns found.", .green, .bold)
      : terminal.paint("✗ Not everybody heard what was said, or something is wrong.", .red, .bold)
    terminal.write("\n" + verdict + "\n")
  }
}
