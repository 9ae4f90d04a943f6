// A carrier with a network before it, in virtual time: messages take their time both ways, in order, and the echoes of
// marks come back in bursts. Written without any code of the engine.
import Foundation

/// The far side of one leg.
final class FarCarrier {
  struct Network {
    /// µs to the carrier, and back.
    var up: UInt64 = 0
    var down: UInt64 = 0
    /// The most µs that a message takes longer.
    var jitter: UInt64 = 0
    /// Echoes are held back and go together every so many µs; 0 sends each at once.
    var burst: UInt64 = 0
    /// By how much the carrier's clock is fast, in millionths.
    var drift: Double = 0
    /// From when to when nothing gets to the carrier.
    var stall: Range<UInt64>?
  }

  private let network: Network
  private var random: Seeded
  private var coming: [(at: UInt64, text: String)] = []
  private var going: [(at: UInt64, name: String)] = []
  private var lastUp: UInt64 = 0
  private var lastDown: UInt64 = 0
  private var begun: UInt64?
  private var spent = 0  // samples of the carrier's clock since it began
  private var marks: [(name: String, at: Int)] = []
  private var arrived = 0
  private var next = 0
  private(set) var queue: [UInt8] = []
  /// What came out of the phone, without the silence of an empty queue.
  private(set) var heard: [UInt8] = []
  /// How much had come out when each `clear` arrived.
  private(set) var clears: [Int] = []
  private(set) var dry = 0
  let sid = "MZ1"

  init(_ network: Network, seed: UInt64) {
    self.network = network
    random = Seeded(seed)
  }

  /// What waits in the queue at `now`, in µs.
  var queued: UInt64 { UInt64(queue.count - next) * 125 }

  /// Nothing happens before this moment, in µs.
  var due: UInt64 {
    var at = min(coming.first?.at ?? .max, going.first?.at ?? .max)
    if let begun, let mark = marks.first {
      let samples = Double(spent + max(mark.at - next, 0))
      at = min(at, begun + UInt64(samples * 125 / (1 + network.drift / 1_000_000)))
    }
    return at
  }

  func take(_ text: String, at now: UInt64) {
    var at = now + network.up + (network.jitter > 0 ? UInt64.random(in: 0...network.jitter, using: &random) : 0)
    if let stall = network.stall, stall.contains(at) { at = stall.upperBound }
    lastUp = max(lastUp, at)
    coming.append((lastUp, text))
  }

  /// Time passes; gives the marks that arrive back by `now`.
  func run(until now: UInt64) -> [String] {
    while let first = coming.first, first.at <= now {
      play(until: first.at)
      handle(first.text, at: first.at)
      coming.removeFirst()
    }
    play(until: now)
    var names: [String] = []
    while let first = going.first, first.at <= now {
      names.append(first.name)
      going.removeFirst()
    }
    return names
  }

  private func handle(_ text: String, at now: UInt64) {
    if let range = text.range(of: #""payload":""#) {
      let bytes = unbase64(text[range.upperBound...].utf8.prefix { $0 != 0x22 })
      if begun == nil { begun = now }
      queue += bytes
      arrived += bytes.count
    } else if text.contains(#""event":"clear""#) {
      clears.append(heard.count)
      queue.removeAll(keepingCapacity: true)
      next = 0
      for mark in marks { send(mark.name, at: now) }
      marks = []
    } else if let range = text.range(of: #""name":""#) {
      let name = String(text[range.upperBound...].prefix { $0 != "\"" })
      if next >= queue.count { send(name, at: now) } else { marks.append((name, queue.count)) }
    }
  }

  private func play(until now: UInt64) {
    guard let begun else { return }
    let total = Int(Double(now - begun) * 0.008 * (1 + network.drift / 1_000_000))
    while spent < total {
      let span = min(total - spent, marks.first.map { max($0.at - next, 0) } ?? .max, max(queue.count - next, 0))
      if span > 0 {
        heard += queue[next..<next + span]
        next += span
        spent += span
      } else if marks.isEmpty {
        dry += total - spent
        spent = total
      }
      while let mark = marks.first, mark.at <= next {
        let at = begun + UInt64(Double(spent) * 125 / (1 + network.drift / 1_000_000))
        send(mark.name, at: min(at, now))
        marks.removeFirst()
      }
    }
    if next > 1 << 16 {
      queue.removeFirst(next)
      marks = marks.map { ($0.name, $0.at - next) }
      next = 0
    }
  }

  private func send(_ name: String, at now: UInt64) {
    var leaves = now
    if network.burst > 0 { leaves = (now + network.burst - 1) / network.burst * network.burst }
    let at = leaves + network.down + (network.jitter > 0 ? UInt64.random(in: 0...network.jitter, using: &random) : 0)
    lastDown = max(lastDown, at)
    going.append((lastDown, name))
  }
}
