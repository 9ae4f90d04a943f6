import NIOConcurrencyHelpers
import Synchronization

/// How loud every leg is, tick by tick, for those who watch; nothing is measured for nobody.
final class LiveLevels: Sendable {
  private let watching = Atomic<Int>(0)
  private let over = Atomic<Bool>(false)
  private let gathered = NIOLockedValueBox<[Int: [String: [Int]]]>([:])
  private let numbers = Atomic<Int>(0)
  /// Two seconds: whoever takes less often misses some.
  private static let most = 100

  var isWatched: Bool { watching.load(ordering: .relaxed) > 0 }
  /// The server stops: nobody watches any more.
  var isOver: Bool { over.load(ordering: .relaxed) }
  func finish() { over.store(true, ordering: .relaxed) }

  /// Begins to watch; gives the number to take with.
  func watch() -> Int {
    let number = numbers.wrappingAdd(1, ordering: .relaxed).newValue
    gathered.withLockedValue { $0[number] = [:] }
    watching.wrappingAdd(1, ordering: .relaxed)
    return number
  }

  func end(_ number: Int) {
    gathered.withLockedValue { $0[number] = nil }
    watching.wrappingSubtract(1, ordering: .relaxed)
  }

  /// What came since the last time, by leg.
  func take(_ number: Int) -> [String: [Int]] {
    gathered.withLockedValue { gathered in
      defer { gathered[number] = [:] }
      return gathered[number] ?? [:]
    }
  }

  func add(_ levels: [(leg: String, ticks: [Int])]) {
    guard !levels.isEmpty else { return }
    gathered.withLockedValue { gathered in
      for number in gathered.keys {
        for (leg, ticks) in levels {
          guard gathered[number]?[leg]?.count ?? 0 < Self.most else { continue }
          gathered[number]?[leg, default: []] += ticks
        }
      }
    }
  }
}
