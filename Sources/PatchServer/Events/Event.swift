/// One thing that happened, in the envelope that every consumer reads: logs now, store, streams and webhooks later.
public struct Event: Sendable, Equatable {
  /// Version of the envelope. Members are only added.
  public static let version = 1

  /// Counts from 1 without gaps, in the order of the log.
  public let seq: UInt64
  /// Microseconds since 1970.
  public let time: UInt64
  public let type: EventType
  /// Our id of the call, where there is one.
  public let callID: String?
  /// Our id of the leg, where there is one.
  public let legID: String?
  /// Numbers of callers are masked here.
  public let data: [String: EventValue]
}
