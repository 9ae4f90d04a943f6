import NIOConcurrencyHelpers
import PatchNet

/// Calls, numbers and recordings of the account, behind one lock.
final class TwilioWorld: Sendable {
  struct State {
    var calls: [String: TwilioCall] = [:]
    var order: [String] = []
    var numbers: [String: TwilioNumber] = [:]
    var recordings: [String: TwilioRecording] = [:]
    var phones: [String: LabPhone]
    var faults = TwilioLabFaults()
    var random: LabRandom
    var reports: [String: CallReport] = [:]
    /// What was asked: method and path, for tests.
    var requests: [String] = []
    /// When the next call may start, in nanoseconds.
    var nextStart: UInt64 = 0
  }

  let settings: TwilioLabSettings
  private let state: NIOLockedValueBox<State>

  init(_ settings: TwilioLabSettings) {
    self.settings = settings
    var state = State(phones: settings.phones, random: LabRandom(seed: settings.seed))
    for number in settings.numbers {
      let sid = state.random.sid("PN")
      state.numbers[sid] = TwilioNumber(sid: sid, account: settings.accountSid, number: number, name: number)
    }
    self.state = NIOLockedValueBox(state)
  }

  func with<Value>(_ body: (inout State) throws -> Value) rethrows -> Value {
    try state.withLockedValue(body)
  }

  func call(_ sid: String) -> TwilioCall? { with { $0.calls[sid] } }

  /// Changes a call that is not over.
  @discardableResult
  func change(_ sid: String, _ body: (inout TwilioCall) -> Void) -> TwilioCall? {
    with { state in
      guard var call = state.calls[sid] else { return nil }
      body(&call)
      state.calls[sid] = call
      return call
    }
  }

  func number(_ text: String) -> TwilioNumber? { with { $0.numbers.values.first { $0.number == text } } }
}
