import NIOConcurrencyHelpers
import NIOCore

/// How late the rooms' ticks were, over all event loops: a histogram.
final class TickLateness: Sendable {
  /// In microseconds. Beyond the last, and at whole frames, sound is lost; the fine ones tell a busy loop from an idle one.
  static let bounds: [Int64] = [
    50, 100, 150, 200, 300, 500, 750, 1000, 1250, 1500, 2000, 3000, 4000, 5000, 7500, 10_000, 20_000, 40_000, 100_000,
  ]

  struct Histogram: Sendable, Equatable {
    /// Of each bound those that are above the one before and not above it; the last are above all.
    var counts = [UInt64](repeating: 0, count: TickLateness.bounds.count + 1)
    var sumMicroseconds: Int64 = 0
  }

  private let histogram = NIOLockedValueBox(Histogram())

  func record(_ late: TimeAmount) {
    let late = max(late.nanoseconds / 1000, 0)
    // Nearly all are in the first few.
    let index = Self.bounds.firstIndex { late <= $0 } ?? Self.bounds.count
    histogram.withLockedValue {
      $0.counts[index] += 1
      $0.sumMicroseconds += late
    }
  }

  var snapshot: Histogram { histogram.withLockedValue { $0 } }
}
