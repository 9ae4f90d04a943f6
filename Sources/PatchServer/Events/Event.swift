/// One thing that happened, in the envelope that every consumer reads: logs now, store, streams and webhooks later.
public struct Event: Sendable, Equatable {
  /// Version of the envelope. Members are only added.
  public static let version = 1

  /// Counts from 1 without gaps, in the order of the log.
  public let seq: UInt64
  /// Microseconds since 1970.
  public let time: UInt64
  public let type: EventType
  /// Whose it is: a guild, `default`, or nil for what concerns the server.
  public let owner: String?
  /// Our id of the call, where there is one.
  public let callID: String?
  /// Our id of the leg, where there is one.
  public let legID: String?
  /// Numbers of callers are masked here.
  public let data: [String: EventValue]

  /// `data` as a JSON object.
  public var dataText: String {
    let members = data.sorted { $0.key < $1.key }.map { JSONText.quoted($0.key) + ":" + $0.value.json }
    return "{" + members.joined(separator: ",") + "}"
  }

  /// The whole envelope as JSON: what streams and webhooks carry.
  public var json: String {
    var text = "{\"v\":\(Self.version),\"seq\":\(seq),\"time\":\(time),\"type\":" + JSONText.quoted(type.rawValue)
    if let owner { text += ",\"owner\":" + JSONText.quoted(owner) }
    if let callID { text += ",\"call_id\":" + JSONText.quoted(callID) }
    if let legID { text += ",\"leg_id\":" + JSONText.quoted(legID) }
    return text + ",\"data\":" + dataText + "}"
  }
}
