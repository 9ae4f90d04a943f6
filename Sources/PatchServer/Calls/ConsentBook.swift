import NIOConcurrencyHelpers

/// What each call was told and answered, for as long as it lasts: a stream that comes back is not asked again.
final class ConsentBook: Sendable {
  struct Answer: Sendable, Equatable {
    /// Told where they are.
    var isTold = false
    /// Whether they may be recorded; nil: not answered.
    var consent: Bool?
  }

  private let answers = NIOLockedValueBox<[String: Answer]>([:])

  func answer(_ call: String) -> Answer { answers.withLockedValue { $0[call] ?? Answer() } }
  func set(_ call: String, told: Bool) { answers.withLockedValue { $0[call, default: Answer()].isTold = told } }
  func set(_ call: String, consent: Bool) { answers.withLockedValue { $0[call, default: Answer()].consent = consent } }
  func forget(_ call: String) { answers.withLockedValue { $0[call] = nil } }
}
