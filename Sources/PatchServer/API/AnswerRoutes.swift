import HTTPTypes

/// Callers who wait: let in, or sent away.
struct AnswerRoutes: Sendable {
  let calls: CallRegistry
  let waiting: WaitingCalls

  struct Answering: Decodable { var room: String? }

  var routes: [APIRoute] {
    [
      APIRoute(
        method: .post, path: "/v1/calls/{id}/answer", role: .operator, name: "answerCall",
        summary: "Let a caller in who waits", body: "Answering", status: 204
      ) { call throws(APIProblem) in
        let found = try find(call)
        let room = try call.document(Answering.self).room
        if let room, !RoomName.isOpen(room, to: call.token) { throw .foreignRoom }
        do {
          try await waiting.answer(found.id, room: room, by: "token " + call.token.name)
        } catch let failure as OutboundCalls.Failure {
          throw APIProblem(failure)
        } catch {
          throw .notWaiting
        }
        return .nothing
      },
      APIRoute(
        method: .post, path: "/v1/calls/{id}/decline", role: .operator, name: "declineCall",
        summary: "Send a caller away who waits", status: 204
      ) { call throws(APIProblem) in
        let found = try find(call)
        do throws(WaitingCalls.Refusal) {
          try await waiting.decline(found.id, by: "token " + call.token.name)
        } catch {
          throw .notWaiting
        }
        return .nothing
      },
    ]
  }

  private func find(_ call: APICall) throws(APIProblem) -> Call {
    guard let found = calls.call(call.path["id"] ?? ""), call.maySee(found.owner) else { throw .notFound("call") }
    return found
  }
}

extension APIProblem {
  fileprivate static let notWaiting = APIProblem(.conflict, "not_waiting", "The caller was answered, or is gone.")
}
