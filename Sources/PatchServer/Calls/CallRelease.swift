import NIOConcurrencyHelpers

/// The way from a room to whoever ends calls at the network.
final class CallRelease: Sendable {
  private let body = NIOLockedValueBox<(@Sendable (String, String) -> Void)?>(nil)

  func set(_ body: @escaping @Sendable (String, String) -> Void) { self.body.withLockedValue { $0 = body } }

  func end(_ call: String, reason: String) { body.withLockedValue { $0 }?(call, reason) }
}
