import NIOConcurrencyHelpers

/// A count that may not pass its limit.
final class Capacity: Sendable {
  private let taken = NIOLockedValueBox(0)
  private let limit: Int

  init(_ limit: Int) { self.limit = limit }

  /// One more, if there is room for it.
  func take() -> Bool {
    taken.withLockedValue { taken in
      guard taken < limit else { return false }
      taken += 1
      return true
    }
  }

  func give() { taken.withLockedValue { $0 -= 1 } }

  var count: Int { taken.withLockedValue { $0 } }
}
