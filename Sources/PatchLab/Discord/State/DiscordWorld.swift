import NIOCore
import Synchronization

/// The state behind one lock. Whatever is called here takes effect at once, in the order of the calls, and so do the events
/// that it sends.
final class DiscordWorld: Sendable {
  private let state: Mutex<WorldState>

  /// - Parameters:
  ///   - seed: for every choice that is made.
  ///   - followsClock: ids tell the real time.
  init(seed: UInt64 = 1, followsClock: Bool = true) {
    state = Mutex(WorldState(seed: seed, followsClock: followsClock))
  }

  /// Reads and changes anything.
  func with<Result, Failure: Error>(
    _ body: (inout WorldState) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    try state.withLock { (state) throws(Failure) -> sending Result in try body(&state) }
  }

  /// Waits until `find` finds something, or the time is over.
  func wait<Found: Sendable>(
    atMost limit: TimeAmount, for find: @Sendable (inout WorldState) -> Found?
  ) async throws -> Found? {
    let deadline = NIODeadline.now() + limit
    while true {
      if let found = with({ find(&$0) }) { return found }
      guard NIODeadline.now() < deadline else { return nil }
      try await Task.sleep(for: .milliseconds(5))
    }
  }
}
