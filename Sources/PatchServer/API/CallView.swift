import Foundation

/// A call as the API shows it. Numbers are in full: whoever has a token of the owner may see them.
struct CallView: Encodable, Sendable {
  let id: String
  let direction: String
  let from: String
  let to: String
  /// As Twilio names it: queued, ringing, in-progress, completed, busy, no-answer, failed, canceled.
  let status: String
  /// queued, ringing, waiting (for somebody to answer), live, held, ended.
  var state: String
  /// How it ended.
  let outcome: String?
  let reason: String?
  let owner: String
  let handler: String
  let providerId: String?
  var room: String?
  /// The Discord server whose call it is, and the voice channel it was joined to.
  var guild: RoomView.Place?
  var channel: RoomView.Place?
  let created: String
  let answered: String?
  let ended: String?
  let seconds: Double?
  let live: Bool
  var muted: Bool?
  var held: Bool?
  /// How the caller's line was: now, or on average.
  var mos: Double?
  /// Ids of those that the call takes part in.
  var recordings: [String]?
  /// Estimated.
  var cost: Double?

  init(_ call: Call, leg: LegSnapshot?) {
    self.init(call)
    muted = leg?.isMuted
    held = leg?.isHeld
    if leg?.isHeld == true { state = "held" }
  }

  init(_ call: Call) {
    id = call.id
    direction = call.direction.rawValue
    from = call.from
    to = call.to
    status =
      switch call.state {
      case .placing: "queued"
      case .ringing, .incoming: "ringing"
      case .answered, .streaming: "in-progress"
      case .ended: "completed"
      }
    state =
      switch call.state {
      case .placing: "queued"
      case .ringing: "ringing"
      case .incoming: call.isWaiting ? "waiting" : "ringing"
      case .answered, .streaming: call.isWaiting ? "waiting" : "live"
      case .ended: "ended"
      }
    outcome = nil
    reason = nil
    owner = call.owner
    handler = call.handler
    providerId = call.providerID.isEmpty ? nil : call.providerID
    room = call.room
    created = Self.time(Int64(call.since))
    answered = call.answered.map { Self.time(Int64($0)) }
    ended = nil
    seconds = call.answered.map { Double(WallClock.microseconds() - min($0, WallClock.microseconds())) / 1e6 }
    live = true
  }

  init(_ record: CallRecord) {
    id = record.id
    direction = record.direction
    from = record.from
    to = record.to
    let ends: Set = ["busy", "no-answer", "failed", "canceled"]
    let reason = record.reason ?? ""
    status =
      if record.ended == nil { "unknown" } else if ends.contains(reason) {
        reason
      } else if reason.hasPrefix("not placed") {
        "failed"
      } else { "completed" }
    state = "ended"
    outcome = record.ended == nil ? nil : CallOutcome.of(reason)
    self.reason = record.reason
    owner = record.owner
    handler = record.handler
    providerId = record.providerID
    room = nil
    created = Self.time(record.created)
    answered = record.answered.map(Self.time)
    ended = record.ended.map(Self.time)
    seconds = record.answered.flatMap { begin in record.ended.map { Double($0 - begin) / 1e6 } }
    live = false
  }

  /// ISO 8601 with milliseconds.
  static func time(_ microseconds: Int64) -> String {
    Date(timeIntervalSince1970: Double(microseconds) / 1e6)
      .formatted(.iso8601.year().month().day().timeZone(separator: .omitted).time(includingFractionalSeconds: true))
  }
}

/// A page of a list.
struct Page<Item: Encodable & Sendable>: Encodable, Sendable {
  let items: [Item]
  /// For `cursor` of the next request; nil: this was the last page.
  let next: String?
}
