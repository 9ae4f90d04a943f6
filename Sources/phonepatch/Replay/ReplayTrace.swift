import Foundation

/// What a network did to packets: a CSV file with the columns seq, rtp_timestamp, send_ms, arrival_ms and marker, one row
/// for each packet sent, and one more for each double. An empty arrival is a loss. Timestamps are of a 48 kHz clock.
struct ReplayTrace {
  struct Arrival {
    var microseconds: UInt64
    var sequence: UInt16
    /// On a clock of 48 kHz.
    var timestamp: UInt32
    /// Which frame of the packet file.
    var frame: Int
  }

  /// In the order of arrival.
  private(set) var arrivals: [Arrival] = []
  private(set) var sent = 0
  private(set) var lost = 0
  /// When the last packet was sent.
  private(set) var lastSend: UInt64 = 0

  /// Rows of frames that `packets` does not have, or that `isSent` refuses, are left out.
  init(_ path: String, packets: Int, isSent: (Int) -> Bool) throws {
    let text = try ReplayPackets.contents(path)
    guard let string = String(validating: text, as: UTF8.self) else { throw Complaint("\(path): this is not text") }
    var previous: Int?
    var sequence: UInt16 = 0
    var time = 0.0
    for (index, line) in string.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let line = line.trimmingCharacters(in: .whitespaces)
      if line.isEmpty { continue }
      if index == 0, line.hasPrefix("seq") { continue }
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      func wrong(_ column: Int, _ what: String) -> Complaint {
        Complaint("\(path): line \(index + 1), column \(column + 1): \(what)")
      }
      guard fields.count >= 4 else { throw wrong(fields.count, "seq, rtp_timestamp, send_ms, arrival_ms belong here") }
      guard let number = Int(fields[0]), number >= 0 else { throw wrong(0, "“\(fields[0])” is no sequence number") }
      guard let timestamp = UInt32(fields[1]) else { throw wrong(1, "“\(fields[1])” is no RTP timestamp") }
      let send = Double(fields[2])
      guard let send, (0...1e9).contains(send) else { throw wrong(2, "“\(fields[2])” is no time in milliseconds") }
      let frame = Int(timestamp / 960)
      guard frame < packets, isSent(frame) else { continue }
      time = max(time, send)
      if number != previous {
        previous = number
        sequence &+= 1
        sent += 1
        if fields[3].isEmpty { lost += 1 }
      }
      if fields[3].isEmpty { continue }
      guard let arrival = Double(fields[3]), (0...1e9).contains(arrival) else {
        throw wrong(3, "“\(fields[3])” is no time in milliseconds")
      }
      arrivals.append(
        Arrival(
          microseconds: UInt64((arrival * 1000).rounded()), sequence: sequence, timestamp: timestamp, frame: frame))
    }
    guard sent > 0 else { throw Complaint("\(path): no packet of this file was sent") }
    lastSend = UInt64(time * 1000)
    // Those that arrive together stay in the order in which they were sent.
    arrivals = arrivals.enumerated().sorted {
      ($0.element.microseconds, $0.offset) < ($1.element.microseconds, $1.offset)
    }.map(\.element)
  }
}
