import Foundation
import PatchAudio

/// What a replay did: one line for people, or JSON.
struct ReplayReport: Encodable {
  let packets: String
  let trace: String
  let output: String
  let codec: String
  let sampleRate: Int32
  let samples: Int
  let sent: Int
  let lostOnTheWay: Int
  let counts: Counts
  /// Of the packets handed on, how long each had waited, in ms.
  let meanWaitMs: Double
  let meanTargetMs: Double
  let elapsedSeconds: Double
  let timesRealTime: Double

  struct Counts: Encodable {
    let received, taken, late, duplicate, rejected, discarded, lost, resyncs: UInt64
    let pulls, played, stretched, concealed, recovered, silence, starved: UInt64

    init(_ counts: JitterCounts) {
      received = counts.received
      taken = counts.taken
      late = counts.late
      duplicate = counts.duplicate
      rejected = counts.rejected
      discarded = counts.discarded
      lost = counts.lost
      resyncs = counts.resyncs
      pulls = counts.pulls
      played = counts.played
      stretched = counts.stretched
      concealed = counts.concealed
      recovered = counts.recovered
      silence = counts.silence
      starved = counts.starved
    }
  }

  /// Ends with a line feed.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: (try? encoder.encode(self)) ?? Data(), as: UTF8.self) + "\n"
  }

  /// Ends with a line feed.
  var line: String {
    let terminal = Terminal.output
    let c = counts
    return terminal.paint("✓ ", .green) + terminal.paint(output, .bold)
      + ": \(c.pulls) frames, \(c.played) as received, \(c.stretched) stretched, \(c.concealed) invented"
      + " (\(c.recovered) from redundancy), \(c.silence + c.starved) silent; waited \(String(format: "%.1f", meanWaitMs)) ms,"
      + " aimed for \(String(format: "%.1f", meanTargetMs)); \(String(format: "%.0f", timesRealTime)) × real time\n"
  }
}
