import Logging
import NIOConcurrencyHelpers

/// Callers whom nobody has answered yet: they hear it ring, alone, until somebody lets them in, sends them away, or the
/// time is over.
final class WaitingCalls: Sendable {
  enum Refusal: Error { case notWaiting }

  private struct Entry {
    let pin: String?
    var keys = ""
    var tries = 0
  }

  private let entries = NIOLockedValueBox<[String: Entry]>([:])
  private let calls: CallRegistry
  private let hosts: RoomHosts
  private let outbound: OutboundCalls
  private let events: EventLog
  private let patience: Duration
  private static let tries = 3

  init(calls: CallRegistry, hosts: RoomHosts, outbound: OutboundCalls, events: EventLog, patience: Duration) {
    self.calls = calls
    self.hosts = hosts
    self.outbound = outbound
    self.events = events
    self.patience = patience
    calls.whenEnded { [entries] call, _ in entries.withLockedValue { $0[call.id] = nil } }
  }

  /// A caller is here. Whom the rule lets in does not wait.
  func begin(_ call: Call, _ rule: IncomingRule) {
    entries.withLockedValue { $0[call.id] = Entry(pin: rule.answer == .pin ? rule.pin : nil) }
    if rule.answer == .auto, rule.callers.contains(call.from) {
      _ = admit(call.id, by: "list of callers")
      return
    }
    events.record(.callWaiting, call: call.id, ["from": .string(MaskedNumber.of(call.from))])
    Task { [weak self, patience] in
      try? await Task.sleep(for: patience)
      try? await self?.decline(call.id, reason: "not answered", by: "nobody")
    }
  }

  /// Lets a caller in: to the room they wait for, or another one.
  func answer(_ id: String, room: String? = nil, by who: String) async throws {
    guard let call = admit(id, by: who) else { throw Refusal.notWaiting }
    if let room, room != call.room {
      try await outbound.redirect(id, room: room)
    } else {
      await hosts.steer(call: id, .wait(false))
    }
  }

  /// Sends a caller away, who is told so first.
  func decline(_ id: String, reason: String = "declined", by who: String) async throws(Refusal) {
    guard calls.call(id)?.isWaiting == true, entries.withLockedValue({ $0.removeValue(forKey: id) }) != nil else {
      throw .notWaiting
    }
    events.record(.callDeclined, call: id, ["reason": .string(reason), "by": .string(who)])
    guard await !hosts.steer(call: id, .farewell(.nobody, reason: reason)) else { return }
    try? await outbound.hangUp(id, reason: reason)
  }

  /// A caller who waits pressed a key.
  func pressed(_ id: String, _ digit: String) {
    let isRight = entries.withLockedValue { entries -> Bool? in
      guard let entry = entries[id], let pin = entry.pin, entry.tries < Self.tries else { return nil }
      guard digit.utf8.allSatisfy({ (48...57).contains($0) }) else {
        entries[id]?.keys = ""
        return nil
      }
      let keys = entry.keys + digit
      guard keys.utf8.count == pin.utf8.count else {
        entries[id]?.keys = keys
        return nil
      }
      entries[id]?.keys = ""
      entries[id]?.tries += 1
      return keys == pin
    }
    switch isRight {
    case true: Task { try? await answer(id, by: "PIN") }
    case false: events.record(.callPinRefused, call: id, level: .warning)
    case nil: break
    }
  }

  /// Only the first who answers does, and nobody a caller who was sent away.
  private func admit(_ id: String, by who: String) -> Call? {
    guard entries.withLockedValue({ $0.removeValue(forKey: id) }) != nil, let call = calls.admit(id) else { return nil }
    events.record(.callAdmitted, call: id, ["by": .string(who)])
    return call
  }
}

/// Where the keys of callers go who wait: known to the rooms before those are who decide.
final class WaitingKeys: Sendable {
  private let listener = NIOLockedValueBox<(@Sendable (String, String) -> Void)?>(nil)

  func listen(_ body: @escaping @Sendable (_ call: String, _ digit: String) -> Void) {
    listener.withLockedValue { $0 = body }
  }

  func press(_ call: String, _ digit: String) { listener.withLockedValue { $0 }?(call, digit) }
}

extension EventType {
  /// A caller hears it ring until somebody answers.
  static let callWaiting: EventType = "call.waiting"
  static let callAdmitted: EventType = "call.admitted"
  static let callDeclined: EventType = "call.declined"
  static let callPinRefused: EventType = "call.pin_refused"
  static let callMuted: EventType = "call.muted"
  static let callHeld: EventType = "call.held"
}
