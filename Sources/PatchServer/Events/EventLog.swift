public import Logging
import NIOConcurrencyHelpers

/// What happened in this process, in order: a bounded memory of the newest events, a line in the log for each, and any
/// number of subscribers. Recording never waits for a subscriber.
public final class EventLog: Sendable {
  private struct State {
    var next: UInt64 = 1
    var recent: [Event] = []
    var start = 0
    var subscribers: [UInt64: AsyncStream<Event>.Continuation] = [:]
    var nextSubscriber: UInt64 = 0
    var feeds: Set<UInt64> = []
    var owners: [String: String] = [:]
    var ownedCalls: [String] = []
  }

  private let state: NIOLockedValueBox<State>
  private let capacity: Int
  private let logger: Logger
  private let clock: @Sendable () -> UInt64
  private let keep: @Sendable (Event) -> Void

  /// Remembers the newest `capacity` events. `clock` gives microseconds since 1970; `keep` gets what is worth storing, in
  /// order, and must not block; numbering starts at `first`.
  public init(
    capacity: Int = 4096, first: UInt64 = 1, logger: Logger,
    clock: @escaping @Sendable () -> UInt64 = { WallClock.microseconds() },
    keep: @escaping @Sendable (Event) -> Void = { _ in }
  ) {
    state = NIOLockedValueBox(State(next: max(first, 1)))
    self.keep = keep
    self.capacity = max(capacity, 1)
    self.logger = logger
    self.clock = clock
  }

  /// From now on events of the call are its owner's.
  func own(call: String, by owner: String) {
    state.withLockedValue { state in
      guard state.owners.updateValue(owner, forKey: call) == nil else { return }
      state.ownedCalls.append(call)
      // The oldest are long over.
      if state.ownedCalls.count > 16_384 {
        for old in state.ownedCalls.prefix(8192) { state.owners[old] = nil }
        state.ownedCalls.removeFirst(8192)
      }
    }
  }

  /// Appends an event and logs it.
  public func record(
    _ type: EventType, owner: String? = nil, call: String? = nil, leg: String? = nil,
    _ data: [String: EventValue] = [:],
    level: Logger.Level = .info
  ) {
    let event = state.withLockedValue { state in
      let event = Event(
        seq: state.next, time: clock(), type: type, owner: owner ?? call.flatMap { state.owners[$0] }, callID: call,
        legID: leg, data: data)
      state.next += 1
      if state.recent.count < capacity {
        state.recent.append(event)
      } else {
        state.recent[state.start] = event
        state.start = (state.start + 1) % capacity
      }
      // Inside the lock: subscribers see the order of `seq`. Yielding neither blocks nor calls back.
      for subscriber in state.subscribers.values { subscriber.yield(event) }
      if level >= .info { keep(event) }
      return event
    }
    logger.log(level: level, "\(type.rawValue)", metadata: event.logged)
  }

  /// The number of the newest.
  var last: UInt64 { state.withLockedValue { $0.next - 1 } }

  /// The remembered events after number `seq`, oldest first.
  public func snapshot(after seq: UInt64 = 0) -> [Event] {
    state.withLockedValue { state in
      let ordered = state.recent[state.start...] + state.recent[..<state.start]
      return ordered.filter { $0.seq > seq }
    }
  }

  /// Everything that happens from now on. A subscriber that lags by more than `buffer` events loses the oldest of them,
  /// and sees the gap in `seq`.
  public func subscribe(buffer: Int = 1024) -> AsyncStream<Event> { subscribe(buffer: buffer, feed: false) }

  /// A `feed` ends as soon as the server stops, so that no connection waits for it.
  func subscribe(buffer: Int, feed: Bool) -> AsyncStream<Event> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: Event.self, bufferingPolicy: .bufferingNewest(max(buffer, 1)))
    let number = state.withLockedValue { state in
      state.nextSubscriber += 1
      state.subscribers[state.nextSubscriber] = continuation
      if feed { state.feeds.insert(state.nextSubscriber) }
      return state.nextSubscriber
    }
    continuation.onTermination = { [weak self] _ in
      self?.state.withLockedValue { state in
        state.subscribers[number] = nil
        state.feeds.remove(number)
      }
    }
    return stream
  }

  /// Ends what others read over a connection.
  func finishFeeds() {
    let feeds = state.withLockedValue { state in state.feeds.compactMap { state.subscribers[$0] } }
    for feed in feeds { feed.finish() }
  }

  /// Ends every subscription.
  func finish() {
    let subscribers = state.withLockedValue { Array($0.subscribers.values) }
    for subscriber in subscribers { subscriber.finish() }
  }
}

extension Event {
  /// The envelope as log metadata.
  var logged: Logger.Metadata {
    var metadata: Logger.Metadata = ["v": .stringConvertible(Self.version), "seq": .stringConvertible(seq)]
    if let callID { metadata["call_id"] = .string(callID) }
    if let legID { metadata["leg_id"] = .string(legID) }
    if !data.isEmpty { metadata["data"] = .dictionary(data.mapValues(\.logged)) }
    return metadata
  }
}

extension EventValue {
  fileprivate var logged: Logger.MetadataValue {
    switch self {
    case .string(let text): .string(text)
    case .integer(let number): .stringConvertible(number)
    case .number(let number): .stringConvertible(number)
    case .flag(let flag): .stringConvertible(flag)
    }
  }
}
