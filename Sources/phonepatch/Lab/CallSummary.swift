import Foundation
import PatchLab

/// A call's report for people and for programs.
struct CallSummary {
  private let report: CallReport

  init(_ report: CallReport) { self.report = report }

  /// The call went through, and nothing but warnings.
  var isGood: Bool { report.status == .completed && report.allViolations.allSatisfy(\.isWarning) }

  func print(to terminal: Terminal) {
    terminal.write(
      terminal.paint("\(report.from) → \(report.to)", .bold)
        + "  \(report.status.rawValue), \(Self.seconds(report.seconds))  \(terminal.paint(report.callSid, .dim))\n")
    for hook in report.webhooks {
      let status = hook.status == 0 ? "no answer" : String(hook.status)
      terminal.write("  webhook   \(status) after \(String(format: "%.0f", hook.milliseconds)) ms  \(hook.url)\n")
    }
    for verb in report.verbs {
      let place = "\(Self.seconds(verb.at)) +\(Self.seconds(verb.seconds))"
      terminal.write("  \(verb.verb.padding(toLength: 9, withPad: " ", startingAt: 0)) \(place)  \(verb.note)\n")
    }
    for stream in report.streams { print(stream, to: terminal) }
    for violation in report.allViolations {
      let colour = violation.isWarning ? Terminal.Colour.yellow : .red
      terminal.write(
        "  " + terminal.paint("\(violation.code.rawValue)", colour)
          + " at \(Self.seconds(violation.at)): \(violation.detail)\n")
    }
    terminal.write(
      isGood
        ? terminal.paint("✓ no violations\n", .green) : terminal.paint("✗ the call did not go as it should\n", .red))
  }

  private func print(_ stream: StreamReport, to terminal: Terminal) {
    let gaps = stream.heard.gaps.filter { $0.cause == .dry }
    let quiet = gaps.reduce(0) { $0 + $1.length } / 8
    let flushed = stream.marks.filter(\.flushed).count
    terminal.write(
      """
        stream    \(stream.mediaReceived) messages heard, \(gaps.count) gaps (\(quiet) ms), \(stream.marks.count) marks \
      (\(flushed) flushed), \(stream.clears.count) clears, ended: \(stream.ending.rawValue)\n
      """)
    for fault in stream.faults { terminal.write(terminal.paint("            the network \(fault)\n", .yellow)) }
  }

  private static func seconds(_ count: Double) -> String { String(format: "%.2f s", count) }

  private struct Document: Encodable {
    struct Stream: Encodable {
      var streamSid: String
      var url: String
      var bidirectional: Bool
      var ending: StreamReport.Ending
      var closeCode: UInt16?
      var spokenBytes: Int
      var heardBytes: Int
      var messages: Int
      var gaps: [HeardTimeline.Gap]
      var marks: [StreamReport.Mark]
      var clears: [StreamReport.Clear]
      var keys: String
      var worstLatenessMilliseconds: Double
      var faults: [String]
    }
    var good: Bool
    var callSid: String
    var from: String
    var to: String
    var status: CallStatus
    var seconds: Double
    var webhooks: [WebhookReport]
    var verbs: [VerbReport]
    var streams: [Stream]
    var violations: [Violation]
  }

  func printJSON() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let streams = report.streams.map {
      Document.Stream(
        streamSid: $0.streamSid, url: $0.url, bidirectional: $0.bidirectional, ending: $0.ending,
        closeCode: $0.closeCode,
        spokenBytes: $0.spoken.count, heardBytes: $0.heard.bytes.count, messages: $0.mediaReceived, gaps: $0.heard.gaps,
        marks: $0.marks, clears: $0.clears, keys: $0.keys, worstLatenessMilliseconds: $0.worstLateness,
        faults: $0.faults)
    }
    let document = Document(
      good: isGood, callSid: report.callSid, from: report.from, to: report.to, status: report.status,
      seconds: report.seconds, webhooks: report.webhooks, verbs: report.verbs, streams: streams,
      violations: report.allViolations)
    Terminal.output.write(String(decoding: try encoder.encode(document), as: UTF8.self) + "\n")
  }
}
