import NIOConcurrencyHelpers
import NIOCore
import PatchNet

/// Lets a page into a room: a word that nobody can guess, good once, for half a minute, for the page that asked for it.
final class SoundTickets: Sendable {
  struct Ticket: Sendable {
    let wish: SoundWish
    let token: APIToken
    /// The page's origin; nil for what is no page.
    let origin: String?
    fileprivate let expires: NIODeadline
  }

  enum Refusal: Error { case unknown, origin }

  private let tickets = NIOLockedValueBox<[String: Ticket]>([:])
  static let lifetime = TimeAmount.seconds(30)
  /// What one token may have open.
  private static let most = 64

  /// Nil when the token has too many that are not used.
  func issue(_ wish: SoundWish, token: APIToken, origin: String?, now: NIODeadline = .now()) -> String? {
    let word = SecureRandom.token()
    return tickets.withLockedValue { tickets in
      tickets = tickets.filter { $0.value.expires > now }
      guard tickets.values.count(where: { $0.token.name == token.name }) < Self.most else { return nil }
      tickets[word] = Ticket(wish: wish, token: token, origin: origin, expires: now + Self.lifetime)
      return word
    }
  }

  /// Uses a ticket up, also when it is shown by another page than the one that it was given to.
  func claim(_ word: String, origin: String?, now: NIODeadline = .now()) throws(Refusal) -> Ticket {
    guard let ticket = tickets.withLockedValue({ $0.removeValue(forKey: word) }), ticket.expires > now else {
      throw .unknown
    }
    guard ticket.origin == origin else { throw .origin }
    return ticket
  }

  var count: Int { tickets.withLockedValue { $0.count } }
}
