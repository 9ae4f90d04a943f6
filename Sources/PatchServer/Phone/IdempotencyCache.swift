import NIOConcurrencyHelpers
import NIOCore

/// Gives a retried webhook the answer of the first try, even while that is still being made.
final class IdempotencyCache: Sendable {
  private struct Entry {
    let task: Task<WebhookAnswer, Never>
    let expires: NIODeadline
  }

  private struct State {
    var entries: [String: Entry] = [:]
    var order: [(key: String, expires: NIODeadline)] = []
  }

  private let state = NIOLockedValueBox(State())
  private let capacity: Int
  private let lifetime: TimeAmount

  init(capacity: Int = 1024, lifetime: TimeAmount = .seconds(60)) {
    self.capacity = max(capacity, 1)
    self.lifetime = lifetime
  }

  var count: Int { state.withLockedValue { $0.entries.count } }

  /// Makes the answer once for each key. A refusal is not remembered: the next try may fare better.
  func answer(
    for key: String, now: NIODeadline = .now(), make: @escaping @Sendable () async -> WebhookAnswer
  ) async -> WebhookAnswer {
    let task = state.withLockedValue { state in
      prune(&state, now)
      if let entry = state.entries[key] { return entry.task }
      let task = Task { await make() }
      let expires = now + lifetime
      state.entries[key] = Entry(task: task, expires: expires)
      state.order.append((key, expires))
      return task
    }
    let answer = await task.value
    if case .refused = answer { state.withLockedValue { $0.entries[key] = nil } }
    return answer
  }

  private func prune(_ state: inout State, _ now: NIODeadline) {
    let surplus = max(state.order.count - capacity + 1, 0)
    let keep = state.order.indices.first { $0 >= surplus && state.order[$0].expires > now } ?? state.order.endIndex
    for (key, expires) in state.order[..<keep] where state.entries[key]?.expires == expires {
      state.entries[key] = nil
    }
    state.order.removeFirst(keep)
  }
}
