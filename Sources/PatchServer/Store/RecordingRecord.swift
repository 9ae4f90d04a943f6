public import GRDB

/// A recording on disk: a row of `recording`.
public struct RecordingRecord: Codable, Sendable, Equatable, FetchableRecord, PersistableRecord {
  public static let databaseTableName = "recording"

  public var id: String
  public var callID: String?
  public var owner: String
  /// Relative to the folder of recordings.
  public var path: String
  public var mode: String
  public var created: Int64
  public var expires: Int64?
  public var milliseconds: Int64
  public var bytes: Int64

  public enum CodingKeys: String, CodingKey, ColumnExpression {
    case id, owner, path, mode, created, expires, milliseconds, bytes
    case callID = "call_id"
  }
}
