import Logging
import NIOConcurrencyHelpers

/// The one place that decides whether a call that costs money is made. Every way to make one asks here.
final class CallPolicy: Sendable {
  let settings: PolicySettings
  let ledger: UsageLedger
  private let events: EventLog
  private let store: Store?
  /// Our own numbers; the first says in which country we are at home.
  private let own: NIOLockedValueBox<[String]>
  private let doNotCall: NIOLockedValueBox<Set<String>>
  private let blocked: NIOLockedValueBox<Set<String>>
  private let open = NIOLockedValueBox<[String: SpendingPermit]>([:])

  init(
    _ settings: PolicySettings, ownNumber: String, ledger: UsageLedger, events: EventLog, store: Store? = nil
  ) {
    self.settings = settings
    self.ledger = ledger
    self.events = events
    self.store = store
    own = NIOLockedValueBox(ownNumber.isEmpty ? [] : [ownNumber])
    doNotCall = NIOLockedValueBox(settings.doNotCall)
    blocked = NIOLockedValueBox(settings.blocked)
  }

  /// ISO 3166: where national numbers are looked up, and all that may be called unless more is allowed.
  var homeRegion: String? {
    own.withLockedValue { $0.first }.flatMap { try? PhoneNumber($0) }?.region
  }

  /// Another number of ours.
  func isOurs(_ number: String) -> Bool { own.withLockedValue { $0.contains(number) } }

  func add(own number: String) { own.withLockedValue { if !$0.contains(number) { $0.append(number) } } }

  /// Puts a number on the list of those who are not called, or takes it off.
  func set(doNotCall number: String, _ on: Bool) {
    doNotCall.withLockedValue { if on { $0.insert(number) } else { $0.remove(number) } }
  }

  /// Puts a number on the list of those who are not let through, or takes it off.
  func set(blocked number: String, _ on: Bool) {
    blocked.withLockedValue { if on { $0.insert(number) } else { $0.remove(number) } }
  }

  func isBlocked(_ number: String) -> Bool { blocked.withLockedValue { $0.contains(number) } }

  /// Allows the call and counts it, or says why not. Whoever gets a permit gives it back with `settle`.
  func permit(_ request: SpendingRequest) throws(SpendingRefusal) -> SpendingPermit {
    do throws(SpendingRefusal) {
      let permit = try judge(request)
      open.withLockedValue { $0[permit.id] = permit }
      audit(request, MaskedNumber.of(permit.number.text), "done")
      return permit
    } catch {
      events.record(
        .callNotPermitted, owner: request.owner,
        ["reason": .string(error.code), "path": .string(request.path.rawValue), "actor": .string(request.actor)],
        level: .warning)
      audit(request, Self.masked(request.to), error.code)
      throw error
    }
  }

  /// The call is over: `seconds` it was connected.
  func settle(_ id: String, seconds: Double) {
    guard let permit = open.withLockedValue({ $0.removeValue(forKey: id) }) else { return }
    ledger.settle(id, seconds: seconds, rate: permit.rate)
  }

  private func judge(_ request: SpendingRequest) throws(SpendingRefusal) -> SpendingPermit {
    guard request.owner == "default" || settings.guilds.contains(request.owner) else { throw .guildNotEnabled }
    guard request.actorMaySpend else { throw .actorMayNotSpend }
    let number: PhoneNumber
    do throws(PhoneNumber.Problem) {
      number = try PhoneNumber(request.to, region: homeRegion)
    } catch {
      throw SpendingRefusal(error)
    }
    switch number.kind {
    case .premium: throw .premium
    case .sharedCost: throw .sharedCost
    case .satellite: throw .satellite
    case .tollFree, .mobile, .fixed, .internet, .personal, .pager, .company, .voicemail, .unknown: break
    }
    guard !isOurs(number.text) else { throw .ourOwn }
    guard !doNotCall.withLockedValue({ $0.contains(number.text) }) else { throw .doNotCall }
    try country(of: number)
    let rate = rate(of: number)
    let id = Identity.make("call")
    let minutes = try ledger.reserve(
      id, owner: request.owner, number: number.text, rate: rate, settings: settings)
    return SpendingPermit(id: id, owner: request.owner, number: number, seconds: minutes * 60, rate: rate)
  }

  /// Nothing is allowed that is not on the list.
  private func country(of number: PhoneNumber) throws(SpendingRefusal) {
    let allowed = settings.countries.isEmpty ? homeRegion.map { [$0] } ?? [] : settings.countries
    for entry in allowed {
      if entry.hasPrefix("+") ? number.text.hasPrefix(entry) : number.region == entry { return }
    }
    guard let region = number.region else { throw .countryUnknown }
    throw .country(region == "001" ? "+" + number.callingCode : region)
  }

  /// The longest beginning counts, then the region.
  func rate(of number: PhoneNumber) -> Double {
    let beginnings = settings.rates.filter { $0.key.hasPrefix("+") && number.text.hasPrefix($0.key) }
    if let longest = beginnings.max(by: { $0.key.count < $1.key.count }) { return longest.value }
    return number.region.flatMap { settings.rates[$0] } ?? settings.rates["default"] ?? 0
  }

  private func audit(_ request: SpendingRequest, _ target: String, _ outcome: String) {
    store?.put(
      .audit(
        AuditRecord(
          owner: request.owner, actor: request.actor, action: request.path.rawValue, target: target, outcome: outcome)))
  }

  /// Of a text that need not be a number.
  private static func masked(_ text: String) -> String {
    let digits = text.filter { ("0"..."9").contains($0) }
    return MaskedNumber.of((text.hasPrefix("+") ? "+" : "") + digits)
  }
}
