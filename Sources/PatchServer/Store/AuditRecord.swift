public import GRDB

/// Who did what, or tried to: a row of `audit`.
public struct AuditRecord: Codable, Sendable, Equatable, FetchableRecord, PersistableRecord {
  public static let databaseTableName = "audit"

  public var id: String
  public var time: Int64
  public var owner: String
  /// A token's name, a Discord user, or `server`.
  public var actor: String
  public var action: String
  /// What it was done to; numbers are masked.
  public var target: String
  /// `done`, or why not.
  public var outcome: String

  public enum CodingKeys: String, CodingKey, ColumnExpression {
    case id, time, owner, actor, action, target, outcome
  }

  init(owner: String, actor: String, action: String, target: String, outcome: String) {
    id = Identity.make("audit")
    time = Int64(WallClock.microseconds())
    self.owner = owner
    self.actor = actor
    self.action = action
    self.target = target
    self.outcome = outcome
  }
}
