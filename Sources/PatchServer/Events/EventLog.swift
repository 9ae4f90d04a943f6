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
  }

  private let state = NIOLockedValueBox(State())
  private let capacity: Int
  private let logger: Logger
  private let clock: @Sendable () -> UInt64

  /// Remembers the newest `capacity` events. `clock` gives microseconds since 1970.
  public init(
    capacity: Int = 4096, logger: Logger, clock: @escaping @Sendable () -> UInt64 = { WallClock.microseconds() }
  ) {
    self.capacity = max(capacity, 1)
    self.logger = logger
    self.clock = clock
  }

  /// Appends an event and logs it.
  public func record(
    _ type: EventType, call: String? = nil, leg: String? = nil, _ data: [String: EventValue] = [:],
    level: Logger.Level = .info
  ) {
    let event = state.withLockedValue { state in
      let event = Event(
        seq: state.next, time: clock(), type: type, callID: call, legID: leg, data: data)
      state.next += 1
      if state.recent.count < capacity {
        state.recent.append(event)
      } else {
        state.recent[state.start] = event
        state.start = (state.start + 1) % capacity
      }
      // Inside the lock: subscribers see the order of `seq`. Yielding neither blocks nor calls back.
      for subscriber in state.subscribers.values { subscriber.yield(event) }
      return event
    }
    logger.log(level: level, "\(type.rawValue)", metadata: event.logged)
  }

  /// The remembered events after number `seq`, oldest first.
  public func snapshot(after seq: UInt64 = 0) -> [Event] {
    state.withLockedValue { state in
      let ordered = state.recent[state.start...] + state.recent[..<state.start]
      return ordered.filter { $0.seq > seq }
    }
  }

  /// Everything that happens from now on. A subscriber that lags by more than `buffer` events loses the oldest of them,
  /// and sees the gap in `seq`.
  public func subscribe(buffer: Int = 1024) -> AsyncStream<Event> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: Event.self, bufferingPolicy: .bufferingNewest(max(buffer, 1)))
    let number = state.withLockedValue { state in
      state.nextSubscriber += 1
      state.subscribers[state.nextSubscriber] = continuation
      return state.nextSubscriber
    }
    continuation.onTermination = { [weak self] _ in
      self?.state.withLockedValue { $0.subscribers[number] = nil }
    }
    return stream
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
