import PatchEngine

extension RoomTuning {
  /// For a caller's leg.
  var legSettings: LegSettings { LegSettings() }
}

extension LegStatistics {
  /// What the end of a leg tells.
  var summary: [String: EventValue] { [:] }
}

extension RoomRunner {
  func report(_ event: RoomEvent, _ length: Int, _ departures: inout [Departure]) {}
}
