import NIOCore

/// The carrier's clock: monotonic, the one that NIO stamps arrivals with.
enum LabClock {
  static func isAhead(_ moment: NIODeadline) -> Bool { moment > .now() }

  static func sleep(until moment: NIODeadline) async throws {
    let left = moment - .now()
    guard left.nanoseconds > 0 else { return try Task.checkCancellation() }
    try await Task.sleep(nanoseconds: UInt64(left.nanoseconds))
  }
}

extension TimeAmount {
  static func span(_ seconds: Double) -> TimeAmount { .nanoseconds(Int64(seconds * 1e9)) }

  var inSeconds: Double { Double(nanoseconds) / 1e9 }
}
