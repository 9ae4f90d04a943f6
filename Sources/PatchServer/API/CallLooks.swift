import Foundation
import GRDB
import PatchAudio

/// Shows calls with what only others know of them: names at Discord, and what they cost.
struct CallLooks: Sendable {
  let names: DiscordNames
  let policy: CallPolicy

  /// A call that goes on.
  func view(_ call: Call, leg: LegSnapshot? = nil) -> CallView {
    var view = CallView(call, leg: leg)
    view.mos = leg?.quality.map { Self.rounded($0.opinion, 100) } ?? Self.rounded(call.mos)
    place(&view, owner: call.owner, channel: call.channel)
    view.cost = cost(call.direction.rawValue, call.to, call.answered.map { Int64($0) }, nil)
    return view
  }

  /// A call that is over, or that an earlier process had.
  func view(_ record: CallRecord, recordings: [String]?) -> CallView {
    var view = CallView(record)
    let kept = CallPlace(record.result)
    view.room = kept.room
    view.mos = Self.rounded(kept.mos)
    view.recordings = recordings
    place(&view, owner: record.owner, channel: kept.channel)
    view.cost = record.ended.flatMap { cost(record.direction, record.to, record.answered, $0) }
    return view
  }

  private func place(_ view: inout CallView, owner: String, channel: String?) {
    func place(_ id: String) -> RoomView.Place? {
      UInt64(id).map { RoomView.Place(id: id, name: names.name($0) ?? id) }
    }
    view.guild = place(owner)
    view.channel = channel.flatMap(place)
  }

  /// By the rates that the caps go by, each minute begun in full; nil of a call that somebody else pays for.
  private func cost(_ direction: String, _ to: String, _ answered: Int64?, _ ended: Int64?) -> Double? {
    guard direction == CallDirection.outbound.rawValue, let number = try? PhoneNumber(to) else { return nil }
    let lasted = answered.map { max((ended ?? Int64(WallClock.microseconds())) - $0, 0) } ?? 0
    return Self.rounded(Double((lasted + 59_999_999) / 60_000_000) * policy.rate(of: number), 10_000)
  }

  /// The same for queries: `call_cost(direction, to_number, answered, ended)`.
  var costFunction: DatabaseFunction {
    DatabaseFunction("call_cost", argumentCount: 4) { call in
      cost(
        String.fromDatabaseValue(call[0]) ?? "", String.fromDatabaseValue(call[1]) ?? "",
        Int64.fromDatabaseValue(call[2]), Int64.fromDatabaseValue(call[3]))
    }
  }

  private static func rounded(_ value: Double?, _ steps: Double = 100) -> Double? {
    value.map { ($0 * steps).rounded() / steps }
  }
}
