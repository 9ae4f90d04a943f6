import NIOConcurrencyHelpers

/// Whether new calls are welcome.
final class Readiness: Sendable {
  private let ready = NIOLockedValueBox(false)

  var isReady: Bool { ready.withLockedValue { $0 } }
  func set(_ value: Bool) { ready.withLockedValue { $0 = value } }
}
