import Foundation
import PatchLab

/// The outcome of a demo.
struct DemoResult {
  let calls: [CallReport]
  let hearing: [HearingReport]
  /// What is wrong besides what the callers heard.
  let problems: [String]
  let fault: String?
  let seconds: Double
  let skipped: Int
  private let frames: String

  /// - Parameter frames: every message of the streams, as `FrameLog` has it.
  init(
    table: TurnTable, calls: [CallReport], reported: ReportedDeviations, fault: String?, seconds: Double, frames: String
  ) {
    self.frames = frames
    self.calls = calls
    self.fault = fault
    self.seconds = seconds
    skipped = reported.skipped
    var problems: [String] = []
    var listeners: [Listener] = []
    for (caller, call) in calls.enumerated() {
      let name = "caller \(caller + 1)"
      for violation in call.violations { problems.append("\(name): \(violation.code.rawValue) \(violation.detail)") }
      guard let stream = call.streams.first(where: { $0.ending != .notOpened }) else {
        problems.append("\(name) got no media stream")
        problems += call.streams.flatMap(\.violations).map { "\(name): \($0.code.rawValue) \($0.detail)" }
        continue
      }
      if stream.ending != .callerHungUp { problems.append("\(name)'s stream ended early: \(stream.ending.rawValue)") }
      listeners.append(Listener(name: name, caller: caller, stream: stream, reported: reported.of(call.callSid)))
    }
    if fault == Demo.Fault.stall.rawValue, listeners.allSatisfy({ $0.reported.breaks == 0 }) {
      problems.append("the network stood still, and the server did not report it")
    }
    hearing = Hearing(table, listeners).reports()
    self.problems = problems
  }

  var isGood: Bool { problems.isEmpty && hearing.allSatisfy(\.problems.isEmpty) && hearing.count == calls.count }

  /// `caller-1-spoken.wav`, `caller-1-heard.wav` and so on, and `frames.txt`.
  func write(to folder: String) throws {
    try frames.write(toFile: "\(folder)/frames.txt", atomically: true, encoding: .utf8)
    for (caller, call) in calls.enumerated() {
      let base = "\(folder)/caller-\(caller + 1)"
      guard let stream = call.streams.first else { continue }
      try WavFile.write(stream.spoken, format: stream.format, to: base + "-spoken.wav")
      try WavFile.write(stream.heard.bytes, format: stream.format, to: base + "-heard.wav")
    }
  }

  private struct Document: Encodable {
    var good: Bool
    var fault: String?
    var seconds: Double
    var skippedTicks: Int
    var problems: [String]
    var callers: [HearingReport]
  }

  func printJSON() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let document = Document(
      good: isGood, fault: fault, seconds: seconds, skippedTicks: skipped, problems: problems, callers: hearing)
    Terminal.output.write(String(decoding: try encoder.encode(document), as: UTF8.self) + "\n")
  }
}
