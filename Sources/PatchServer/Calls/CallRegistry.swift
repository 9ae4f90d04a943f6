import NIOConcurrencyHelpers

/// The calls that are going on, and no more of them than the limit allows.
final class CallRegistry: Sendable {
  private struct State {
    var calls: [String: Call] = [:]
    var byProvider: [String: String] = [:]
  }

  private let state = NIOLockedValueBox(State())
  private let limit: Int
  private let events: EventLog

  init(limit: Int, events: EventLog) {
    self.limit = limit
    self.events = events
  }

  var count: Int { state.withLockedValue { $0.calls.count } }
  var all: [Call] { state.withLockedValue { $0.calls.values.sorted { $0.id < $1.id } } }
  func call(_ id: String) -> Call? { state.withLockedValue { $0.calls[id] } }
  func call(providerID: String) -> Call? {
    state.withLockedValue { state in state.byProvider[providerID].flatMap { state.calls[$0] } }
  }

  /// The call that the network's id names: the one going on, or a new one. Nil when there are too many.
  func begin(_ request: VoiceRequest, handler: String) -> Call? {
    let (call, new) = state.withLockedValue { state -> (Call?, Bool) in
      if let known = state.byProvider[request.callSid].flatMap({ state.calls[$0] }) { return (known, false) }
      guard state.calls.count < limit else { return (nil, false) }
      let call = Call(
        id: Identity.make("call"), provider: "twilio", providerID: request.callSid, handler: handler,
        owner: "default", from: request.from, to: request.to, state: .incoming, legs: 0, since: WallClock.microseconds()
      )
      state.calls[call.id] = call
      state.byProvider[call.providerID] = call.id
      return (call, true)
    }
    if let call, new {
      events.record(
        .callIncoming, call: call.id,
        [
          "provider": .string(call.provider), "provider_id": .string(call.providerID),
          "handler": .string(handler), "from": .string(MaskedNumber.of(call.from)),
          "to": .string(MaskedNumber.of(call.to)),
        ])
    }
    return call
  }

  /// Moves a call on. Nothing happens when it has ended.
  func advance(_ id: String, to next: CallState) { state.withLockedValue { $0.calls[id]?.state = next } }

  /// A media socket of the call is up.
  func attach(_ id: String) { state.withLockedValue { $0.calls[id]?.legs += 1 } }

  /// A media socket of the call is gone. With the last one the call ends, unless `expecting` says that another stream of
  /// it was granted.
  func detach(_ id: String, expecting: Bool, reason: String) {
    let last = state.withLockedValue { state -> Bool in
      guard var call = state.calls[id] else { return false }
      call.legs -= 1
      if call.legs == 0 { call.state = expecting ? .answered : call.state }
      state.calls[id] = call
      return call.legs == 0 && !expecting
    }
    if last { end(id, reason: reason) }
  }

  /// Ends calls without a stream that are older than any call can be: the network did not tell of their end.
  func expire(olderThan age: Duration) {
    let oldest = WallClock.microseconds() - UInt64(age.components.seconds) * 1_000_000
    for call in all where call.legs == 0 && call.since < oldest { end(call.id, reason: "forgotten") }
  }

  /// Forgets a call. Only the first reason counts.
  func end(_ id: String, reason: String) {
    let ended = state.withLockedValue { state -> Call? in
      guard let call = state.calls.removeValue(forKey: id) else { return nil }
      state.byProvider[call.providerID] = nil
      return call
    }
    guard let ended else { return }
    let lasted = (WallClock.microseconds() - min(ended.since, WallClock.microseconds())) / 1000
    events.record(
      .callEnded, call: id,
      [
        "reason": .string(reason), "state": .string(ended.state.rawValue),
        "milliseconds": .integer(Int64(lasted)),
      ])
  }
}
