public import GRDB

/// Somebody with a number: a row of `person`.
public struct PersonRecord: Codable, Sendable, Equatable, FetchableRecord, PersistableRecord {
  public static let databaseTableName = "person"

  /// Canonical E.164.
  public var number: String
  public var name: String?
  public var note: String?
  /// Calls of theirs are rejected.
  public var blocked: Bool
  /// Nobody calls them through us.
  public var doNotCall: Bool
  public var created: Int64
  public var updated: Int64

  public enum CodingKeys: String, CodingKey, ColumnExpression {
    case number, name, note, blocked, created, updated
    case doNotCall = "do_not_call"
  }

  public init(number: PhoneNumber, name: String? = nil, blocked: Bool = false, doNotCall: Bool = false) {
    self.number = number.text
    self.name = name
    self.blocked = blocked
    self.doNotCall = doNotCall
    created = Int64(WallClock.microseconds())
    updated = created
  }
}
