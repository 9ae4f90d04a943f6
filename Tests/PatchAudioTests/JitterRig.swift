import PatchAudio
import PatchBase

/// A jitter buffer in virtual time: packets of four bytes that carry their number.
final class JitterRig {
  var buffer: JitterBuffer
  var now = Ticks(microseconds: 0)
  var inserted: [JitterInsert] = []

  init(
    _ transport: Transport, start: Int = 40, max: Int = 500, min: Int = 0, conceal: Int = 5, adaptive: Bool = true
  ) throws {
    buffer = try JitterBuffer(
      JitterSettings(
        transport: transport, frameSamples: 160, maxPayload: 8, minDelay: min, startDelay: start, maxDelay: max,
        concealLimit: conceal, adaptive: adaptive))
  }

  @discardableResult
  func insert(_ sequence: Int64, timestamp: Int64? = nil, duration: Int? = nil) -> JitterInsert {
    let payload = (0..<4).map { UInt8(truncatingIfNeeded: sequence >> (8 * $0)) }
    let outcome = buffer.insert(
      sequence: sequence, timestamp: timestamp ?? sequence &* 160, payload: payload.span, duration: duration, at: now)
    inserted.append(outcome)
    return outcome
  }

  /// What a pull gave: the number in the packet's bytes, or the kind.
  enum Frame: Equatable, CustomStringConvertible {
    case packet(Int64), recover(Int64), lost, pause, buffering, starved
    var description: String {
      switch self {
      case .packet(let n): "\(n)"
      case .recover(let n): "r\(n)"
      case .lost: "lost"
      case .pause: "pause"
      case .buffering: "-"
      case .starved: "starved"
      }
    }
  }

  /// Pulls, then 20 ms pass.
  @discardableResult
  func pull() -> Frame {
    var bytes = [UInt8](repeating: 0, count: 8)
    var span = bytes.mutableSpan
    let pulled = try! buffer.pull(at: now, into: &span)
    now = now.advanced(by: 20_000)
    let number = (0..<4).reduce(Int64(0)) { $0 | Int64(bytes[$1]) << (8 * $1) }
    switch pulled {
    case .packet: return .packet(number)
    case .recover: return .recover(number)
    case .lost: return .lost
    case .pause: return .pause
    case .buffering: return .buffering
    case .starved: return .starved
    }
  }

  func pulls(_ count: Int) -> [Frame] { (0..<count).map { _ in pull() } }

  /// The laws that `JitterCounts` states.
  var lawsHold: Bool {
    let c = buffer.lifetime
    return c.received == c.taken + c.late + c.duplicate + c.rejected + c.discarded + UInt64(buffer.now.queued)
      && c.pulls == c.played + c.concealed + c.silence + c.starved && c.recovered <= c.concealed && c.stretched == 0
  }
}
