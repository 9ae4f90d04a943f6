import Foundation
import PatchLab

/// What one run of the bench measured.
struct BenchResult: Codable {
  struct Row: Codable {
    let from: BenchFormat
    let to: BenchFormat
    let frameMilliseconds: Int
    let cores: Int
    /// Processor time in nanoseconds for 20 ms of sound, round by round.
    let rounds: [Double]

    var pair: BenchPair { BenchPair(from: from, to: to) }
    /// Of processor time, in nanoseconds for 20 ms.
    var cost: Median? { Median(rounds) }
    /// How much faster than the sound all cores together are.
    var timesRealTime: Double { cost.map { 20e6 / $0.median * Double(cores) } ?? 0 }
    var label: String { "\(from.name) → \(to.name)" }
    var key: String { "\(from.rawValue)-\(to.rawValue)-\(frameMilliseconds)-\(cores)" }
  }

  static let version = 1
  var format = BenchResult.version
  var program: String
  var processor: String
  var cores: Int
  var opus: String
  var sound: String
  var settings: BenchSettings
  var load: Double
  var rows: [Row]

  /// Calls a core of both ways together: one direction of a call is a row, the other the reversed one.
  func callsACore(_ row: Row) -> Double? {
    let back = rows.first {
      $0.pair == row.pair.reversed && $0.frameMilliseconds == row.frameMilliseconds && $0.cores == row.cores
    }
    guard let there = row.cost?.median, let back = back?.cost?.median, there + back > 0 else { return nil }
    return 20e6 / (there + back)
  }

  static func read(_ path: String) throws -> BenchResult {
    guard let data = FileManager.default.contents(atPath: path) else { throw Complaint("\(path): cannot be read") }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let result = try? decoder.decode(BenchResult.self, from: data), result.format == version else {
      throw Complaint("\(path): not a result of phonepatch bench --json of this version")
    }
    return result
  }

  /// Ends with a line feed.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: (try? encoder.encode(self)) ?? Data(), as: UTF8.self) + "\n"
  }

  /// One line a row, with a head.
  var csv: String {
    var text = "from,to,frame_ms,cores,median_ns,low_ns,high_ns,times_real_time,streams_a_core,calls_a_core\n"
    for row in rows {
      guard let cost = row.cost else { continue }
      let figures = [
        cost.median, cost.low, cost.high, row.timesRealTime, 20e6 / cost.median, callsACore(row) ?? 0,
      ]
      text +=
        "\(row.from.rawValue),\(row.to.rawValue),\(row.frameMilliseconds),\(row.cores),"
        + figures.map { String(format: "%.1f", $0) }.joined(separator: ",") + "\n"
    }
    return text
  }
}
