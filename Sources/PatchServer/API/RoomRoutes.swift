import HTTPTypes

/// Rooms and who is in them.
struct RoomRoutes: Sendable {
  let hosts: RoomHosts
  let calls: CallRegistry

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
      APIRoute(
        method: .post, path: "/v1/rooms/{name}/legs/{leg}/mute", role: .operator, name: "muteLeg",
        summary: "Let nobody hear a leg", status: 204
      ) { call throws(APIProblem) in try await mute(call, true) },
      APIRoute(
        method: .post, path: "/v1/rooms/{name}/legs/{leg}/unmute", role: .operator, name: "unmuteLeg",
        summary: "Let everybody hear a leg again", status: 204
      ) { call throws(APIProblem) in try await mute(call, false) },
      APIRoute(
        method: .delete, path: "/v1/rooms/{name}/legs/{leg}", role: .operator, name: "removeLeg",
        summary: "Take out a browser or another leg with sound of its own; calls are hung up", status: 204
      ) { call throws(APIProblem) in
        let (room, leg) = try await find(call)
        guard await hosts.dismiss(leg, in: room) else {
          throw APIProblem(.conflict, "not_a_guest", "A caller is hung up with DELETE /v1/calls/{id}.")
        }
        return .nothing
      },
    ]
  }

  private func mute(_ call: APICall, _ on: Bool) async throws(APIProblem) -> APIAnswer {
    let (room, leg) = try await find(call)
    guard await hosts.mute(leg, in: room, on) else { throw .notFound("leg") }
    return .nothing
  }

  /// The leg that the path names, if the token may see it.
  private func find(_ call: APICall) async throws(APIProblem) -> (room: String, leg: String) {
    let (name, leg) = (call.path["name"] ?? "", call.path["leg"] ?? "")
    let room = await hosts.snapshot().first { $0.name == name }.flatMap { view($0, call) }
    guard let room, room.legs.contains(where: { $0.id == leg }) else { throw .notFound("leg") }
    return (name, leg)
  }

  /// Nil when nothing in it may be seen.
  private func view(_ room: RoomSnapshot, _ call: APICall) -> RoomView? {
    RoomView(room, calls: calls, token: call.token)
  }
}
