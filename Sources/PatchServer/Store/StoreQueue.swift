import NIOConcurrencyHelpers

/// What waits to be written: of bounded size. A call has one place in it, whatever becomes of the call meanwhile, so
/// only events can be too many.
final class StoreQueue: Sendable {
  private struct State {
    var changes: [StoreChange] = []
    var placeOfCall: [String: Int] = [:]
    var wake: CheckedContinuation<Void, Never>?
    var isClosed = false
    /// What was taken last is not done yet.
    var isBusy = false
    var lost: UInt64 = 0
  }

  private let state = NIOLockedValueBox(State())
  private let capacity: Int

  init(capacity: Int) { self.capacity = capacity }

  var count: Int { state.withLockedValue { $0.changes.count } }
  /// Nothing waits and nothing is being written.
  var isIdle: Bool { state.withLockedValue { $0.changes.isEmpty && !$0.isBusy } }
  /// Events that found no room.
  var lost: UInt64 { state.withLockedValue { $0.lost } }

  /// Never waits. Beyond the capacity events are dropped and counted; everything else is rare and always fits.
  func put(_ change: StoreChange) {
    let wake = state.withLockedValue { state -> CheckedContinuation<Void, Never>? in
      switch change {
      case .call(let record):
        if let place = state.placeOfCall[record.id] {
          state.changes[place] = change
          return nil
        }
        state.placeOfCall[record.id] = state.changes.count
      case .event where state.changes.count >= capacity:
        state.lost += 1
        return nil
      default: break
      }
      state.changes.append(change)
      defer { state.wake = nil }
      return state.wake
    }
    wake?.resume()
  }

  /// Everything that waits, at once. Waits until there is something; nil when closed and empty.
  func take() async -> [StoreChange]? {
    while true {
      await withCheckedContinuation { continuation in
        let now = state.withLockedValue { state in
          guard state.changes.isEmpty, !state.isClosed else { return true }
          state.wake = continuation
          return false
        }
        if now { continuation.resume() }
      }
      let (taken, closed) = state.withLockedValue { state in
        defer {
          state.changes = []
          state.placeOfCall = [:]
        }
        state.isBusy = !state.changes.isEmpty
        return (state.changes, state.isClosed)
      }
      if !taken.isEmpty { return taken }
      if closed { return nil }
    }
  }

  /// What was taken last is written.
  func done() { state.withLockedValue { $0.isBusy = false } }

  func close() {
    let wake = state.withLockedValue { state in
      state.isClosed = true
      defer { state.wake = nil }
      return state.wake
    }
    wake?.resume()
  }
}
