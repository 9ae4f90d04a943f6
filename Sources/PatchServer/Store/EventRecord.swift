public import GRDB

/// An event as it is kept: a row of `event`.
public struct EventRecord: Codable, Sendable, Equatable, FetchableRecord, PersistableRecord {
  public static let databaseTableName = "event"

  public var seq: Int64
  public var time: Int64
  public var type: String
  public var owner: String?
  public var callID: String?
  public var legID: String?
  /// A JSON object.
  public var data: String

  public enum CodingKeys: String, CodingKey, ColumnExpression {
    case seq, time, type, owner, data
    case callID = "call_id"
    case legID = "leg_id"
  }

  init(_ event: Event) {
    seq = Int64(event.seq)
    time = Int64(event.time)
    type = event.type.rawValue
    owner = event.owner
    callID = event.callID
    legID = event.legID
    data = event.dataText
  }
}
