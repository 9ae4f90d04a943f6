import Logging
import NIOConcurrencyHelpers
import PatchNet

/// Calls that we make: each is judged by the policy, placed by the network, and given back to the policy when it is over.
final class OutboundCalls: Sendable {
  /// What a call is to be.
  struct Order: Sendable {
    var request: SpendingRequest
    /// The room that it joins; nil: one of its own.
    var room: String?
    /// Our number that it shows; empty: the one that is configured.
    var from = ""
    var detectsMachines = false
    /// Seconds to let it ring.
    var timeout = 40
  }

  enum Failure: Error, Sendable {
    case refused(SpendingRefusal)
    /// No account, or no number, or no address to be called back at.
    case notConfigured(String)
    case tooManyCalls
    case draining
    case network(TwilioError)
    case noSuchCall
    case room

    var message: String {
      switch self {
      case .refused(let refusal): refusal.message
      case .notConfigured(let what): "Calls cannot be made: \(what) is not set."
      case .tooManyCalls: "The bridge has as many calls as it can carry."
      case .draining: "The bridge is about to stop and takes no new calls."
      case .network(let error): "The telephone network refused: \(error.message)." + (error.hint.map { " " + $0 } ?? "")
      case .noSuchCall: "There is no such call."
      case .room: "A room's name has 1 to 64 letters, digits or + - _ . : @."
      }
    }
  }

  private let policy: CallPolicy
  private let calls: CallRegistry
  private let grants: StreamGrants
  let address: ServerAddress
  private let readiness: Readiness
  private let events: EventLog
  private let hosts: RoomHosts
  let client: TwilioClient?
  let number: String
  /// Permits of calls that were sent on to another number, by call.
  private let transfers = NIOLockedValueBox<[String: [(permit: String, since: UInt64)]]>([:])

  init(
    policy: CallPolicy, calls: CallRegistry, grants: StreamGrants, address: ServerAddress, readiness: Readiness,
    events: EventLog, hosts: RoomHosts, client: TwilioClient?, number: String
  ) {
    self.policy = policy
    self.calls = calls
    self.grants = grants
    self.address = address
    self.readiness = readiness
    self.events = events
    self.hosts = hosts
    self.client = client
    self.number = number
    calls.whenEnded { [transfers] call, _ in
      let now = WallClock.microseconds()
      func seconds(since begin: UInt64) -> Double { Double(now - min(begin, now)) / 1e6 }
      if call.direction == .outbound { policy.settle(call.id, seconds: call.answered.map(seconds) ?? 0) }
      for transfer in transfers.withLockedValue({ $0.removeValue(forKey: call.id) }) ?? [] {
        policy.settle(transfer.permit, seconds: seconds(since: transfer.since))
      }
    }
  }

  /// Places a call; returns as soon as the network has taken it.
  func place(_ order: Order) async throws(Failure) -> Call {
    guard let client else { throw .notConfigured("TWILIO_ACCOUNT_SID or TWILIO_AUTH_TOKEN") }
    let from = order.from.isEmpty ? number : order.from
    guard !from.isEmpty else { throw .notConfigured("TWILIO_PHONE_NUMBER") }
    guard readiness.isReady else { throw .draining }
    if let room = order.room, !RoomName.isValid(room) { throw .room }
    let permit: SpendingPermit
    do throws(SpendingRefusal) { permit = try policy.permit(order.request) } catch { throw .refused(error) }
    let id = permit.id
    guard
      let call = calls.place(
        id: id, from: from, to: permit.number.text, owner: permit.owner, handler: "room", room: order.room ?? id)
    else {
      policy.settle(id, seconds: 0)
      throw .tooManyCalls
    }
    do throws(TwilioError) {
      let placed = try await ask(client, call, order, permit)
      calls.placed(id, as: placed.sid)
      return calls.call(id) ?? call
    } catch {
      events.record(
        .callFailed, call: id, ["code": .integer(Int64(error.code)), "status": .integer(Int64(error.status))],
        level: .warning)
      calls.end(id, reason: "not placed: \(error.code == 0 ? error.status : error.code)")
      throw .network(error)
    }
  }

  private func ask(
    _ client: TwilioClient, _ call: Call, _ order: Order, _ permit: SpendingPermit
  ) async throws(TwilioError) -> TwilioCallResource {
    var form = [
      ("To", call.to), ("From", call.from), ("Url", address.webhook("/twilio/outbound/\(call.id)")),
      ("StatusCallback", address.webhook("/twilio/status/\(call.id)")), ("StatusCallbackEvent", "initiated"),
      ("StatusCallbackEvent", "ringing"), ("StatusCallbackEvent", "answered"), ("StatusCallbackEvent", "completed"),
      ("Timeout", String(order.timeout)), ("TimeLimit", String(permit.seconds)),
    ]
    if let fallback = client.settings.fallbackURL.isEmpty ? nil : client.settings.fallbackURL {
      form.append(("FallbackUrl", fallback))
    }
    if order.detectsMachines {
      form += [
        ("MachineDetection", "DetectMessageEnd"), ("AsyncAmd", "true"),
        ("AsyncAmdStatusCallback", address.webhook("/twilio/machine/\(call.id)")),
      ]
    }
    do throws(TwilioError) {
      return try await client.place(form)
    } catch {
      guard error.isUncertain else { throw error }
      // It may ring already. Its webhooks carry our id; the list is the other way to find it.
      if let found = await find(client, call) { return found }
      throw error
    }
  }

  /// A call of ours that the network has although it said otherwise: told by its webhooks, or alone in the list.
  private func find(_ client: TwilioClient, _ call: Call) async -> TwilioCallResource? {
    for pause in [0.2, 0.5, 1.0] {
      try? await Task.sleep(for: .seconds(pause))
      if let sid = calls.call(call.id)?.providerID, !sid.isEmpty { return try? await client.call(sid) }
      let listed = try? await client.calls([("To", call.to), ("From", call.from), ("PageSize", "20")])
      let live = (listed ?? []).filter { ["queued", "ringing", "in-progress"].contains($0.status) }
      // One that belongs to no other call of ours.
      let free = live.filter { calls.call(providerID: $0.sid) == nil }
      if free.count == 1 { return free[0] }
    }
    return nil
  }

  /// Ends a call, wherever it is.
  func hangUp(_ id: String, reason: String) async throws(Failure) {
    guard let call = calls.call(id) else { throw .noSuchCall }
    grants.revoke(callID: id)
    calls.set(id, ending: reason)
    if let client, !call.providerID.isEmpty {
      do throws(TwilioError) {
        try await client.update(call.providerID, [("Status", "completed")])
      } catch {
        // Over already is as good as hung up; and the socket can be closed in any case.
        if call.legs == 0, ![20404, 21220].contains(error.code) {
          calls.set(id, ending: nil)
          throw .network(error)
        }
      }
    }
    await hosts.steer(call: id, .leave(reason: reason))
    calls.end(id, reason: reason)
  }

  /// Sends a call somewhere else: to another number, which the policy has to allow.
  func transfer(_ id: String, _ request: SpendingRequest) async throws(Failure) {
    guard let call = calls.call(id), !call.providerID.isEmpty else { throw .noSuchCall }
    guard let client else { throw .notConfigured("TWILIO_ACCOUNT_SID or TWILIO_AUTH_TOKEN") }
    let permit: SpendingPermit
    do throws(SpendingRefusal) { permit = try policy.permit(request) } catch { throw .refused(error) }
    let from = call.direction == .outbound ? call.from : call.to
    let twiml = TwiML {
      Dial(number: permit.number.text, callerID: from, timeLimit: permit.seconds)
      Hangup()
    }
    grants.revoke(callID: id)
    // The stream ends with this, and the call does not.
    calls.set(id, transferred: true)
    do throws(TwilioError) {
      try await client.update(call.providerID, [("Twiml", twiml.xml)])
    } catch {
      calls.set(id, transferred: false)
      policy.settle(permit.id, seconds: 0)
      throw .network(error)
    }
    // Open until the call is over, so that the caps count it.
    transfers.withLockedValue { $0[id, default: []].append((permit.id, WallClock.microseconds())) }
    if calls.call(id) == nil { settle(transfersOf: id) }
    events.record(.callTransferred, call: id, ["to": .string(MaskedNumber.of(permit.number.text))])
  }

  private func settle(transfersOf id: String) {
    for transfer in transfers.withLockedValue({ $0.removeValue(forKey: id) }) ?? [] {
      policy.settle(transfer.permit, seconds: 0)
    }
  }

  /// Sends a call to another room.
  func redirect(_ id: String, room: String) async throws(Failure) {
    guard RoomName.isValid(room) else { throw .room }
    guard let call = calls.call(id), !call.providerID.isEmpty else { throw .noSuchCall }
    guard let client else { throw .notConfigured("TWILIO_ACCOUNT_SID or TWILIO_AUTH_TOKEN") }
    calls.enter(id, room: room)
    let twiml = connect(call, room: room)
    do throws(TwilioError) {
      try await client.update(call.providerID, [("Twiml", twiml.xml)])
    } catch {
      throw .network(error)
    }
  }

  /// What brings a call's stream into its room.
  func connect(_ call: Call, room: String) -> TwiML {
    let token = grants.issue(callID: call.id, callSid: call.providerID, room: room)
    return TwiML {
      Connect(
        action: address.webhook("/twilio/stream-ended"),
        stream: MediaStream(url: address.media(token: token), parameters: [("room", room)]))
    }
  }
}
