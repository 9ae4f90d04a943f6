/// A telephone on the simulated network, and who answers it.
public struct LabPhone: Sendable {
  public enum Answer: Sendable, Equatable {
    case person
    /// What it greets with is its speech.
    case machine
    case busy
    case nobody
  }

  public var answer = Answer.person
  /// Seconds until it is answered.
  public var ring = 0.1
  public var caller = Caller()
  public var faults = Faults()

  public init(_ answer: Answer = .person, ring: Double = 0.1, caller: Caller = Caller()) {
    self.answer = answer
    self.ring = ring
    self.caller = caller
  }
}
