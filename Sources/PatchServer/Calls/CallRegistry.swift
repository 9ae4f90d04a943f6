import NIOConcurrencyHelpers

/// The calls that are going on, and no more of them than the limit allows.
final class CallRegistry: Sendable {
  private struct State {
    var calls: [String: Call] = [:]
    var byProvider: [String: String] = [:]
    var watchers: [@Sendable (Call, String) -> Void] = []
    var admitted: [@Sendable (Call) -> Void] = []
    /// Calls of which the network told the end, the newest last.
    var over: Set<String> = []
    var orderOver: [String] = []
  }

  private let state = NIOLockedValueBox(State())
  private let limit: Int
  private let events: EventLog
  private let store: Store?

  init(limit: Int, events: EventLog, store: Store? = nil) {
    self.limit = limit
    self.events = events
    self.store = store
  }

  var count: Int { state.withLockedValue { $0.calls.count } }
  var all: [Call] { state.withLockedValue { $0.calls.values.sorted { $0.id < $1.id } } }
  func call(_ id: String) -> Call? { state.withLockedValue { $0.calls[id] } }
  func call(providerID: String) -> Call? {
    state.withLockedValue { state in state.byProvider[providerID].flatMap { state.calls[$0] } }
  }

  /// Tells of every call that ends, and why.
  func whenEnded(_ body: @escaping @Sendable (Call, String) -> Void) {
    state.withLockedValue { $0.watchers.append(body) }
  }

  /// The call that the network's id names: the one going on, or a new one. Nil when there are too many.
  func begin(_ request: VoiceRequest, handler: String, owner: String = "default", waits: Bool = false) -> Call? {
    let (call, new) = state.withLockedValue { state -> (Call?, Bool) in
      if let known = state.byProvider[request.callSid].flatMap({ state.calls[$0] }) { return (known, false) }
      guard state.calls.count < limit else { return (nil, false) }
      var call = Call(
        id: Identity.make("call"), provider: "twilio", providerID: request.callSid, direction: .inbound,
        handler: handler, owner: owner, from: request.from, to: request.to, state: .incoming, legs: 0,
        since: WallClock.microseconds())
      call.isWaiting = waits
      state.calls[call.id] = call
      state.byProvider[call.providerID] = call.id
      return (call, true)
    }
    if let call, new { tell(.callIncoming, call) }
    return call
  }

  /// A call of an earlier process. Nil when it is known, or there are too many.
  func adopt(_ record: CallRecord, _ place: CallPlace) -> Call? {
    state.withLockedValue { state in
      let sid = record.providerID ?? ""
      guard state.calls[record.id] == nil, state.byProvider[sid] == nil, state.calls.count < limit else { return nil }
      var call = Call(
        id: record.id, provider: record.provider, providerID: sid,
        direction: CallDirection(rawValue: record.direction) ?? .inbound, handler: record.handler, owner: record.owner,
        room: place.room, from: record.from, to: record.to,
        state: record.answered == nil ? CallState(rawValue: record.state) ?? .placing : .answered, legs: 0,
        since: UInt64(clamping: record.created), answered: record.answered.map { UInt64(clamping: $0) })
      call.isWaiting = place.isWaiting == true
      call.channel = place.channel
      state.calls[call.id] = call
      if !sid.isEmpty { state.byProvider[sid] = call.id }
      return call
    }
  }

  /// A call of ours that the network shall place. Nil when there are too many.
  func place(id: String, from: String, to: String, owner: String, handler: String, room: String) -> Call? {
    let call = state.withLockedValue { state -> Call? in
      guard state.calls.count < limit else { return nil }
      let call = Call(
        id: id, provider: "twilio", providerID: "", direction: .outbound, handler: handler, owner: owner, room: room,
        from: from, to: to, state: .placing, legs: 0, since: WallClock.microseconds())
      state.calls[id] = call
      return call
    }
    if let call { tell(.callPlaced, call) }
    return call
  }

  /// The network has given a call of ours its id.
  func placed(_ id: String, as providerID: String) {
    let call = state.withLockedValue { state -> Call? in
      guard state.calls[id] != nil else { return nil }
      state.calls[id]?.providerID = providerID
      state.byProvider[providerID] = id
      return state.calls[id]
    }
    if let call { keep(call) }
  }

  private func tell(_ type: EventType, _ call: Call) {
    events.own(call: call.id, by: call.owner)
    events.record(
      type, call: call.id,
      [
        "provider": .string(call.provider), "provider_id": .string(call.providerID),
        "handler": .string(call.handler), "from": .string(MaskedNumber.of(call.from)),
        "to": .string(MaskedNumber.of(call.to)),
      ])
    keep(call)
  }

  /// Moves a call on. Nothing happens when it has ended.
  func advance(_ id: String, to next: CallState) {
    let call = state.withLockedValue { state -> Call? in
      guard state.calls[id] != nil else { return nil }
      state.calls[id]?.state = next
      if next == .answered || next == .streaming, state.calls[id]?.answered == nil {
        state.calls[id]?.answered = WallClock.microseconds()
      }
      return state.calls[id]
    }
    if let call { keep(call) }
  }

  /// Takes a status callback into account if none that is newer came before it.
  func isNewest(_ id: String, callback number: Int) -> Bool {
    state.withLockedValue { state in
      guard let call = state.calls[id], number > call.callbackNumber else { return false }
      state.calls[id]?.callbackNumber = number
      return true
    }
  }

  /// How the line of a call was.
  func set(_ id: String, mos: Double) { state.withLockedValue { $0.calls[id]?.mos = mos } }

  func set(_ id: String, transferred: Bool) { state.withLockedValue { $0.calls[id]?.isTransferred = transferred } }

  /// Counts a return of the stream; false when it came back often enough.
  func comesBack(_ id: String) -> Bool {
    state.withLockedValue { state in
      guard let call = state.calls[id], call.returns < 20 else { return false }
      state.calls[id]?.returns += 1
      return true
    }
  }

  /// We are about to end the call: this is why, whatever the network says first.
  func set(_ id: String, ending: String?) { state.withLockedValue { $0.calls[id]?.ending = ending } }

  /// Tells of every caller who waited and is let in.
  func whenAdmitted(_ body: @escaping @Sendable (Call) -> Void) { state.withLockedValue { $0.admitted.append(body) } }

  /// Lets a caller in who waited; nil when nobody waits there.
  func admit(_ id: String) -> Call? {
    let (call, watchers) = state.withLockedValue { state -> (Call?, [@Sendable (Call) -> Void]) in
      guard state.calls[id]?.isWaiting == true else { return (nil, []) }
      state.calls[id]?.isWaiting = false
      return (state.calls[id], state.admitted)
    }
    guard let call else { return nil }
    keep(call)
    for watcher in watchers { watcher(call) }
    return call
  }

  func enter(_ id: String, room: String) { change(id) { $0.room = room } }

  /// Joined to a voice channel.
  func set(_ id: String, channel: String) { change(id) { $0.channel = channel } }

  private func change(_ id: String, _ body: (inout Call) -> Void) {
    let call = state.withLockedValue { state -> Call? in
      guard var call = state.calls[id] else { return nil }
      body(&call)
      state.calls[id] = call
      return call
    }
    if let call { keep(call) }
  }

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
      return call.legs == 0 && !expecting && !call.isTransferred
    }
    if last { end(id, reason: reason) }
  }

  /// The network told that a call is over. Who says later that it begins says again what was heard before.
  func isOver(_ providerID: String) {
    state.withLockedValue { state in
      guard state.over.insert(providerID).inserted else { return }
      state.orderOver.append(providerID)
      guard state.orderOver.count > 10_000 else { return }
      for old in state.orderOver.prefix(1000) { state.over.remove(old) }
      state.orderOver.removeFirst(1000)
    }
  }

  func wasOver(_ providerID: String) -> Bool { state.withLockedValue { $0.over.contains(providerID) } }

  /// Ends calls without a stream that are older than any call can be: the network did not tell of their end.
  func expire(olderThan age: Duration) {
    let oldest = WallClock.microseconds() - UInt64(age.components.seconds) * 1_000_000
    for call in all where call.legs == 0 && call.since < oldest { end(call.id, reason: "forgotten") }
  }

  /// Forgets a call. Only the first reason counts.
  func end(_ id: String, reason: String) {
    let (ended, watchers) = state.withLockedValue { state -> (Call?, [@Sendable (Call, String) -> Void]) in
      guard let call = state.calls.removeValue(forKey: id) else { return (nil, []) }
      if state.byProvider[call.providerID] == id { state.byProvider[call.providerID] = nil }
      return (call, state.watchers)
    }
    guard let ended else { return }
    let reason = ended.ending ?? reason
    let now = WallClock.microseconds()
    let lasted = (now - min(ended.since, now)) / 1000
    events.record(
      .callEnded, call: id,
      [
        "reason": .string(reason), "state": .string(ended.state.rawValue),
        "milliseconds": .integer(Int64(lasted)),
      ])
    store?.put(.call(CallRecord(ended, reason: reason, ended: now)))
    for watcher in watchers { watcher(ended, reason) }
  }

  private func keep(_ call: Call) { store?.put(.call(CallRecord(call))) }
}
