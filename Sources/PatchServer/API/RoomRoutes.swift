import HTTPTypes
import PatchAudio
import PatchEngine

/// Rooms and who is in them.
struct RoomRoutes: Sendable {
  let hosts: RoomHosts
  let calls: CallRegistry

  struct LegView: Encodable {
    let id: String
    let kind = "phone"
    /// Whose voice it is.
    let name: String
    let callId: String
    let level: Double
    let muted: Bool
    let held: Bool
    let latencyInMs: Double
    let latencyOutMs: Double
    let jitterBufferMs: Double
    let lossPercent: Double?
    let mos: Double?
    let lost: UInt64
    let starved: UInt64
  }

  struct RoomView: Encodable {
    let name: String
    let legs: [LegView]
    let channels: [String]
  }

  var routes: [APIRoute] {
    [
      APIRoute(
        method: .get, path: "/v1/rooms", role: .viewer, name: "listRooms", summary: "Rooms, and how everybody sounds",
        answer: "RoomPage"
      ) { call throws(APIProblem) in
        let rooms = await hosts.snapshot().compactMap { view($0, call) }
        return .of(Page(items: rooms, next: nil))
      },
      APIRoute(
        method: .get, path: "/v1/rooms/{name}", role: .viewer, name: "getRoom", summary: "One room", answer: "Room"
      ) { call throws(APIProblem) in
        let name = call.path["name"] ?? ""
        let room = await hosts.snapshot().first { $0.name == name }.flatMap { view($0, call) }
        guard let room else { throw .notFound("room") }
        return .of(room)
      },
    ]
  }

  /// Nil when nothing in it may be seen.
  private func view(_ room: RoomSnapshot, _ call: APICall) -> RoomView? {
    let legs = room.legs.filter { leg in call.maySee(calls.call(leg.callID)?.owner ?? "") }
    guard call.token.owner == nil || !legs.isEmpty else { return nil }
    return RoomView(
      name: room.name,
      legs: legs.map { leg in
        LegView(
          id: leg.legID, name: name(of: leg.callID), callId: leg.callID, level: (leg.level * 10).rounded() / 10,
          muted: leg.isMuted,
          held: leg.isHeld, latencyInMs: Double(leg.latency.inbound) / 1000,
          latencyOutMs: Double(leg.latency.outbound) / 1000, jitterBufferMs: Double(leg.latency.buffer) / 1000,
          lossPercent: leg.quality?.loss, mos: leg.quality?.opinion, lost: leg.statistics.inbound.lost,
          starved: leg.statistics.inbound.starved)
      }, channels: call.token.owner == nil ? room.channels : [])
  }

  /// Masked: a room is seen by more people than a call.
  private func name(of call: String) -> String {
    guard let call = calls.call(call) else { return "caller" }
    return MaskedNumber.of(call.direction == .outbound ? call.to : call.from)
  }
}
