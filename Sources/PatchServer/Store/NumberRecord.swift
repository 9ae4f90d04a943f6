public import GRDB

/// A number of ours and where its calls go: a row of `number`.
public struct NumberRecord: Codable, Sendable, Equatable, FetchableRecord, PersistableRecord {
  public static let databaseTableName = "number"

  /// E.164.
  public var number: String
  public var provider: String
  /// The network's id: PN….
  public var providerID: String?
  /// The guild it belongs to, or `default`.
  public var owner: String
  /// The voice channel its calls go to.
  public var channel: String?
  public var room: String?
  /// A JSON object: the webhooks as they were before us.
  public var settings: String
  public var created: Int64
  public var updated: Int64

  public enum CodingKeys: String, CodingKey, ColumnExpression {
    case number, provider, owner, channel, room, settings, created, updated
    case providerID = "provider_id"
  }

  public init(number: String, owner: String, channel: String? = nil, room: String? = nil, providerID: String? = nil) {
    self.number = number
    provider = "twilio"
    self.providerID = providerID
    self.owner = owner
    self.channel = channel
    self.room = room
    settings = "{}"
    created = Int64(WallClock.microseconds())
    updated = created
  }
}
