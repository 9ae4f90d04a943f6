public import GRDB

/// A call that takes part in a recording: a row of `recorded_call`.
public struct RecordingCall: Codable, Sendable, Equatable, FetchableRecord, PersistableRecord {
  public static let databaseTableName = "recorded_call"

  public var recordingID: String
  public var callID: String

  public enum CodingKeys: String, CodingKey, ColumnExpression {
    case recordingID = "recording_id"
    case callID = "call_id"
  }
}
