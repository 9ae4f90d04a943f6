import Foundation
import Synchronization

/// Lets several threads do the same rounds at the same time, and collects what each took.
///
/// A round is counted in processor time of its thread, so that other programs disturb it little, while what the cores take from
/// one another, shared caches and threads of one core, is in it.
final class BenchRound: Sendable {
  private let pair: BenchPair
  private let settings: BenchSettings
  private let milliseconds: Int
  private let frames: [[UInt8]]
  private let cores: Int
  private let repeats: Atomic<Int>
  private let arrived = Atomic<Int>(0)
  private let failed = Atomic<Bool>(false)
  /// Nanoseconds for 20 ms of sound, of each thread and round.
  private let taken: Mutex<[[Double]]>

  init(_ pair: BenchPair, _ settings: BenchSettings, milliseconds: Int, frames: [[UInt8]], cores: Int, rounds: Int) {
    self.pair = pair
    self.settings = settings
    self.milliseconds = milliseconds
    self.frames = frames
    self.cores = cores
    repeats = Atomic(1)
    taken = Mutex([[Double]](repeating: [], count: rounds))
  }

  /// Nanoseconds for 20 ms of sound, round by round: the mean of the threads. `length` is the least that a round takes.
  func run(length: Duration) throws -> [Double] {
    try calibrate(length)
    let done = DispatchSemaphore(value: 0)
    for _ in 1..<cores {
      Thread {
        self.work()
        done.signal()
      }.start()
    }
    work()
    for _ in 1..<cores { done.wait() }
    guard !failed.load(ordering: .relaxed) else {
      throw Complaint("\(pair.from.name) to \(pair.to.name): a codec failed")
    }
    return taken.withLock { $0.map { $0.reduce(0, +) / Double($0.count) } }
  }

  /// How often the sound must be gone through for a round to last.
  private func calibrate(_ length: Duration) throws {
    var chain = try BenchChain(pair, settings, frameMilliseconds: milliseconds)
    // Twice: the first time is cold.
    var once = 0.0
    for _ in 0..<2 { once = try Self.pass(&chain, frames, 1) }
    let wanted = length / .nanoseconds(1)
    repeats.store(max(1, Int((wanted / max(once, 1)).rounded(.up))), ordering: .relaxed)
  }

  private func work() {
    do {
      var chain = try BenchChain(pair, settings, frameMilliseconds: milliseconds)
      let repeats = repeats.load(ordering: .relaxed)
      _ = try Self.pass(&chain, frames, 1)
      let rounds = taken.withLock { $0.count }
      for round in 0..<rounds {
        meet(round)
        if failed.load(ordering: .relaxed) { return }
        let nanoseconds = try Self.pass(&chain, frames, repeats)
        let sound = Double(frames.count * repeats * milliseconds) / 20
        taken.withLock { $0[round].append(nanoseconds / sound) }
      }
    } catch {
      failed.store(true, ordering: .relaxed)
    }
  }

  /// All begin a round together.
  private func meet(_ round: Int) {
    arrived.add(1, ordering: .acquiringAndReleasing)
    while arrived.load(ordering: .acquiring) < (round + 1) * cores, !failed.load(ordering: .relaxed) { sched_yield() }
  }

  private static func pass(_ chain: inout BenchChain, _ frames: [[UInt8]], _ repeats: Int) throws -> Double {
    let begin = processorTime()
    for _ in 0..<repeats {
      for frame in frames { _ = try chain.run(frame) }
      if let number = Interrupt.signal { throw Interruption(signal: number) }
    }
    return processorTime() - begin
  }

  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
  }
}
