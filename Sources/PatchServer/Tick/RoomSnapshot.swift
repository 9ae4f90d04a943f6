public import PatchAudio
public import PatchEngine

/// A room as it is now.
public struct RoomSnapshot: Sendable {
  public let name: String
  /// Microseconds since 1970.
  let opened: UInt64
  let sampleRate: Int
  /// Callers.
  public let legs: [LegSnapshot]
  /// Who has sound of their own.
  let guests: [GuestSnapshot]
  let bridges: [BridgeSnapshot]
  /// Whether callers are recorded here, and how far that is: off, asking, on, refused.
  let recording: (mode: RecordingSettings.Mode, state: String)
  /// Legs that are Discord channels.
  public var channels: [String] { bridges.map(\.legID) }
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
  /// Microseconds since 1970.
  let joined: UInt64
  /// How loud the caller hears the others.
  let volume: Float
  /// How loud the caller speaks just now, in dBov.
  public let level: Double
  /// Of the last whole five seconds.
  public let quality: QualityReport?
  public let latency: LegLatency
}

/// Somebody with sound of their own in a room.
struct GuestSnapshot: Sendable {
  let legID: String
  let kind: String
  let name: String
  let owner: String
  let joined: UInt64
  let isMuted: Bool
  let level: Double
  let statistics: LegStatistics
  let latency: LegLatency
  /// Frames that came too fast, and frames that the socket did not take.
  let refused: UInt64
  let dropped: UInt64
}

/// A Discord channel in a room.
struct BridgeSnapshot: Sendable {
  struct Speaker: Sendable {
    let id: UInt64
    let name: String?
    let speaks: Bool
  }

  let legID: String
  let joined: UInt64
  let isMuted: Bool
  let level: Double
  let statistics: LegStatistics
  let latency: LegLatency
  let guild: UInt64?
  let guildName: String?
  let channel: UInt64?
  let channelName: String?
  let state: String
  let epoch: UInt64?
  let privacyCode: String?
  let speakers: [Speaker]
}
