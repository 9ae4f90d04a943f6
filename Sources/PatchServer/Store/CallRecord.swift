public import GRDB

/// A call as it is kept: a row of `call`.
public struct CallRecord: Codable, Sendable, Equatable, FetchableRecord, PersistableRecord {
  public static let databaseTableName = "call"

  public var id: String
  public var provider: String
  public var providerID: String?
  public var direction: String
  public var handler: String
  public var owner: String
  /// In full: the store is private to its user.
  public var from: String
  public var to: String
  public var state: String
  public var reason: String?
  /// Microseconds since 1970.
  public var created: Int64
  public var answered: Int64?
  public var ended: Int64?
  /// A JSON object: what later features found out about the call.
  public var result: String

  public enum CodingKeys: String, CodingKey, ColumnExpression {
    case id, provider, direction, handler, owner, state, reason, created, answered, ended, result
    case providerID = "provider_id"
    case from = "from_number"
    case to = "to_number"
  }

  init(_ call: Call, reason: String? = nil, ended: UInt64? = nil) {
    id = call.id
    provider = call.provider
    providerID = call.providerID.isEmpty ? nil : call.providerID
    direction = call.direction.rawValue
    handler = call.handler
    owner = call.owner
    from = call.from
    to = call.to
    state = ended == nil ? call.state.rawValue : CallState.ended.rawValue
    self.reason = reason
    created = Int64(call.since)
    answered = call.answered.map { Int64($0) }
    self.ended = ended.map { Int64($0) }
    var place = CallPlace()
    place.room = call.room
    place.channel = call.channel
    place.mos = call.mos
    if ended == nil, call.isWaiting { place.isWaiting = true }
    result = place.text
  }

  /// The same, over.
  func ended(_ time: Int64, because reason: String) -> CallRecord {
    var copy = self
    copy.ended = time
    copy.state = CallState.ended.rawValue
    copy.reason = copy.reason ?? reason
    var place = CallPlace(result)
    place.isWaiting = nil
    copy.result = place.text
    return copy
  }
}
