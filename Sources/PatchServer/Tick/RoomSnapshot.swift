public import PatchAudio
public import PatchEngine

/// A room as it is now.
public struct RoomSnapshot: Sendable {
  public let name: String
  public let legs: [LegSnapshot]
  /// Legs that are Discord channels.
  public let channels: [String]
}

/// A caller in a room as it is now.
public struct LegSnapshot: Sendable {
  public let legID: String
  public let callID: String
  public let callSid: String
  public let streamSid: String
  public let statistics: LegStatistics
  /// Messages to the caller that were dropped because the socket did not take them.
  public let outboundDropped: UInt64
  public let isMuted: Bool
  public let isHeld: Bool
  /// How loud the caller speaks just now, in dBov.
  public let level: Double
  /// Of the last whole five seconds.
  public let quality: QualityReport?
  public let latency: LegLatency
}
