import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// Tickets for sockets that carry sound: a page cannot send its token when it opens one.
struct TicketRoutes: Sendable {
  let tickets: SoundTickets
  let readiness: Readiness

  struct TicketView: Encodable {
    let ticket: String
    let expiresIn: Int
    let path: String
  }

  var routes: [APIRoute] {
    [
      APIRoute(
        method: .post, path: "/v1/tickets", role: .operator, name: "issueTicket",
        summary: "A ticket for /v1/leg: good once, for 30 seconds, for the page that asked", body: "Joining",
        answer: "Ticket", status: 201
      ) { call throws(APIProblem) in
        let wish = try call.document(SoundWish.self)
        _ = try wish.audio()
        guard RoomName.isOpen(wish.room, to: call.token) else { throw .foreignRoom }
        guard readiness.isReady else {
          throw APIProblem(.serviceUnavailable, "draining", "The bridge is about to stop and lets nobody in.")
        }
        guard let ticket = tickets.issue(wish, token: call.token, origin: call.request.headers[.origin]) else {
          throw APIProblem(.tooManyRequests, "too_many_tickets", "Too many tickets of this token are open.")
        }
        return .of(
          TicketView(
            ticket: ticket, expiresIn: Int(SoundTickets.lifetime.nanoseconds / 1_000_000_000), path: SoundDoor.path),
          .created)
      }
    ]
  }
}
