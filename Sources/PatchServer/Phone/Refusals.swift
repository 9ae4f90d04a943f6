import Logging
import NIOConcurrencyHelpers
import NIOCore

/// Records whom we turned away, without letting a flood of them fill the log: ten a second, then only a count.
final class Refusals: Sendable {
  private struct State {
    var window = NIODeadline.uptimeNanoseconds(0)
    var inWindow = 0
    var suppressed: Int64 = 0
  }

  private let state = NIOLockedValueBox(State())
  private let events: EventLog

  init(events: EventLog) { self.events = events }

  /// `url` is what we checked the signature against, without secrets in it.
  func record(_ reason: String, url: String, call: String? = nil) {
    let (log, suppressed) = state.withLockedValue { state -> (Bool, Int64) in
      let now = NIODeadline.now()
      if now - state.window > .seconds(1) {
        state.window = now
        state.inWindow = 0
      }
      state.inWindow += 1
      guard state.inWindow <= 10 else {
        state.suppressed += 1
        return (false, 0)
      }
      defer { state.suppressed = 0 }
      return (true, state.suppressed)
    }
    guard log else { return }
    var data: [String: EventValue] = ["reason": .string(reason), "url": .string(String(url.prefix(200)))]
    if suppressed > 0 { data["suppressed"] = .integer(suppressed) }
    events.record(.requestRefused, call: call, data, level: .warning)
  }
}
