import NIOConcurrencyHelpers

/// What was spent today. A call is charged with all that it could cost when it is allowed, and with what it did cost when
/// it is over: so the caps hold whatever happens at once.
final class UsageLedger: Sendable {
  struct Total: Sendable, Equatable {
    var calls = 0
    var minutes = 0
    var cost = 0.0
  }

  private struct State {
    /// Days since 1970.
    var day: UInt64 = 0
    var spent: [String: Total] = [:]
    var open: [String: (owner: String, minutes: Int, cost: Double)] = [:]
    /// When a number was called.
    var recent: [String: [UInt64]] = [:]
    var isKnown: Bool
  }

  private let state: NIOLockedValueBox<State>
  private let clock: @Sendable () -> UInt64

  /// `isKnown` false: nothing is allowed before `learn`.
  init(isKnown: Bool, clock: @escaping @Sendable () -> UInt64 = { WallClock.microseconds() }) {
    state = NIOLockedValueBox(State(day: clock() / 86_400_000_000, isKnown: isKnown))
    self.clock = clock
  }

  var isKnown: Bool { state.withLockedValue { $0.isKnown } }

  /// What was spent today before this process.
  func learn(_ spent: [String: Total]) {
    state.withLockedValue { state in
      for (owner, total) in spent {
        state.spent[owner, default: Total()].minutes += total.minutes
        state.spent[owner, default: Total()].cost += total.cost
      }
      state.isKnown = true
    }
  }

  /// Spent and reserved, by one owner or by all.
  func total(of owner: String? = nil) -> Total { state.withLockedValue { Self.total($0, owner) } }

  /// Charges a call if it fits; returns its longest duration in minutes.
  func reserve(
    _ id: String, owner: String, number: String, rate: Double, settings: PolicySettings
  ) throws(SpendingRefusal) -> Int {
    let verdict = state.withLockedValue { state -> Result<Int, SpendingRefusal> in
      guard state.isKnown else { return .failure(.usageUnknown) }
      let now = clock()
      roll(&state, now)
      var longest = settings.longestMinutes
      for (scope, caps) in [(SpendingRefusal.Scope.guild, settings.each), (.total, settings.total)] {
        let used = Self.total(state, scope == .guild ? owner : nil)
        guard used.calls < caps.calls else { return .failure(.tooManyCalls(scope)) }
        longest = min(longest, caps.minutes - used.minutes)
        guard longest >= 1 else { return .failure(.minutes(scope)) }
        if rate > 0 { longest = min(longest, Int(((caps.cost - used.cost) / rate + 1e-9).rounded(.down))) }
        guard longest >= 1 else { return .failure(.cost(scope)) }
      }
      let lately = (state.recent[number] ?? []).filter { $0 + 3_600_000_000 > now }
      guard lately.count < settings.perNumber else { return .failure(.tooOften) }
      state.recent[number] = lately + [now]
      state.open[id] = (owner, longest, Double(longest) * rate)
      return .success(longest)
    }
    return try verdict.get()
  }

  /// The call is over, or never was: `seconds` it was connected, which networks count in whole minutes.
  func settle(_ id: String, seconds: Double, rate: Double) {
    state.withLockedValue { state in
      roll(&state, clock())
      guard let open = state.open.removeValue(forKey: id) else { return }
      let minutes = Int((max(seconds, 0) / 60).rounded(.up))
      state.spent[open.owner, default: Total()].minutes += minutes
      state.spent[open.owner, default: Total()].cost += Double(minutes) * rate
    }
  }

  private func roll(_ state: inout State, _ now: UInt64) {
    let day = now / 86_400_000_000
    guard day != state.day else { return }
    state.day = day
    state.spent = [:]
    state.recent = state.recent.filter { $0.value.contains { $0 + 3_600_000_000 > now } }
  }

  private static func total(_ state: State, _ owner: String?) -> Total {
    var total = Total()
    for (one, spent) in state.spent where owner == nil || owner == one {
      total.minutes += spent.minutes
      total.cost += spent.cost
    }
    for open in state.open.values where owner == nil || owner == open.owner {
      total.calls += 1
      total.minutes += open.minutes
      total.cost += open.cost
    }
    return total
  }
}
