/// What a scenario expects of the first stream of a call. A member that is nil expects nothing.
public struct Expectation: Equatable, Sendable {
  /// Names of the marks, in the order they come back.
  public var marks: [String]?
  /// The sound heard, without gaps.
  public var heard: [UInt8]?
  /// Bytes that `clear` may throw away.
  public var droppedByClear: Int?

  public init(marks: [String]? = nil, heard: [UInt8]? = nil, droppedByClear: Int? = nil) {
    self.marks = marks
    self.heard = heard
    self.droppedByClear = droppedByClear
  }

  /// The differences, in words.
  func differences(_ stream: StreamReport) -> [String] {
    var found: [String] = []
    if let marks {
      let returned = stream.marks.filter { $0.returned != nil }.map(\.name)
      if returned != marks { found.append("marks came back as \(returned), expected \(marks)") }
    }
    if let heard {
      let received = stream.heard.received
      if received != heard {
        let same = zip(received, heard).prefix { $0 == $1 }.count
        found.append("heard \(received.count) bytes, expected \(heard.count); the first difference is at \(same)")
      }
    }
    if let droppedByClear {
      let dropped = stream.clears.reduce(0) { $0 + $1.dropped }
      if dropped > droppedByClear {
        found.append("clear threw away \(dropped) bytes, expected at most \(droppedByClear)")
      }
    }
    return found
  }
}
