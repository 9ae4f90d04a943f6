import HTTPTypes
import NIOConcurrencyHelpers
import NIOCore

/// Answers of requests that carried an `Idempotency-Key`: the same request gets the same answer, and is done once, even
/// while the first is still on its way.
final class IdempotentAnswers: Sendable {
  struct Kept: Sendable {
    let body: ByteBuffer
    let task: Task<Result<APIAnswer, APIProblem>, Never>
    let since: NIODeadline
  }

  private let state = NIOLockedValueBox<[String: Kept]>([:])
  private let lifetime = TimeAmount.hours(24)
  private let capacity = 4096

  func answer(
    key: String, body: ByteBuffer, make: @escaping @Sendable () async -> Result<APIAnswer, APIProblem>
  ) async throws(APIProblem) -> APIAnswer {
    let kept = state.withLockedValue { state -> Kept in
      let now = NIODeadline.now()
      if state.count >= capacity {
        let oldest = state.sorted { $0.value.since < $1.value.since }.prefix(capacity / 4)
        for entry in oldest { state[entry.key] = nil }
      }
      if let known = state[key], known.since + lifetime > now { return known }
      let made = Kept(body: body, task: Task { await make() }, since: now)
      state[key] = made
      return made
    }
    guard kept.body == body else {
      throw APIProblem(.unprocessableContent, "idempotency_key", "This Idempotency-Key was used for another request.")
    }
    let result = await kept.task.value
    // What was not done may be tried again.
    if case .failure(let problem) = result, problem.status.code == 429 || problem.status.code >= 500 {
      state.withLockedValue { $0[key] = nil }
    }
    return try result.get()
  }
}
