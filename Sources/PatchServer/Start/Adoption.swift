import Foundation
import GRDB
import Logging
import NIOCore

/// Takes over the calls that an earlier process left behind when it was killed.
///
/// Each is known again at once, under its old id, so that the network's next question about it is answered: it comes back to
/// its room. What the network says is over is ended; what does not come back in time is hung up.
struct Adoption: Sendable {
  let calls: CallRegistry
  let grants: StreamGrants
  let store: Store?
  let events: EventLog
  let client: TwilioClient?
  let patience: Int64
  /// Our numbers.
  let numbers: Set<String>
  let endsOrphans: Bool
  static let reason = "server restarted"

  /// Before the first request is answered.
  func recall() {
    let now = Int64(WallClock.microseconds())
    // Nothing lasts longer than four hours.
    let rows = try? store?.readNow {
      try CallRecord.fetchAll($0, sql: "SELECT * FROM call WHERE ended IS NULL ORDER BY created")
    }
    for row in rows ?? [] {
      let place = CallPlace(row.result)
      guard row.created > now - 4 * 3_600_000_000, let call = calls.adopt(row, place) else {
        store?.put(.call(row.ended(now, because: Self.reason)))
        continue
      }
      events.own(call: call.id, by: call.owner)
      events.record(
        .callAdopted, call: call.id, ["provider_id": .string(call.providerID), "state": .string(call.state.rawValue)],
        level: .warning)
      grants.expectReturn(
        StreamGrants.Grant(
          token: "", callID: call.id, callSid: call.providerID, room: place.room ?? call.id, expires: .now()),
        reason: Self.reason, within: .milliseconds(patience))
    }
  }

  /// Asks the network, while requests are answered already.
  func ask() async {
    guard let client else { return }
    for call in calls.all where !call.providerID.isEmpty && grants.returning(callID: call.id)?.reason == Self.reason {
      guard let told = try? await client.call(call.providerID) else { continue }
      guard !["queued", "ringing", "in-progress"].contains(told.status), calls.call(call.id)?.legs == 0 else {
        continue
      }
      grants.revoke(callID: call.id)
      calls.end(call.id, reason: "ended while the server was down: \(told.status)")
    }
    guard endsOrphans, !numbers.isEmpty else { return }
    let live = try? await client.calls([("Status", "in-progress"), ("PageSize", "1000")])
    for orphan in live ?? [] {
      let ours = [orphan.from, orphan.to].compactMap { $0 }.contains { numbers.contains($0) }
      guard ours, calls.call(providerID: orphan.sid) == nil else { continue }
      let reason = "orphan: the server does not know it"
      let isDone = (try? await client.update(orphan.sid, [("Status", "completed")])) != nil
      events.record(
        .callOrphan,
        [
          "provider_id": .string(orphan.sid), "reason": .string(reason), "hung_up": .flag(isDone),
          "from": .string(MaskedNumber.of(orphan.from ?? "")), "to": .string(MaskedNumber.of(orphan.to ?? "")),
        ], level: .warning)
    }
  }
}

/// Where a call was, as its row keeps it.
struct CallPlace: Codable, Sendable, Equatable {
  var room: String?
  var isWaiting: Bool?
  /// The voice channel that it was joined to.
  var channel: String?
  /// How its line was, once it is over.
  var mos: Double?

  init() {}

  init(_ text: String) {
    self = (try? JSONDecoder().decode(CallPlace.self, from: Data(text.utf8))) ?? CallPlace()
  }

  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}

extension EventType {
  /// A call of an earlier process is waited for.
  public static let callAdopted: EventType = "call.adopted"
  /// The network carried a call of our numbers that nobody knew.
  public static let callOrphan: EventType = "call.orphan"
}
