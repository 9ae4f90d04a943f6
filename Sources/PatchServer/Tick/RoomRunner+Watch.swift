import NIOCore
import PatchAudio
import PatchBase
import PatchEngine

/// Calls that nobody ends: once a second.
extension RoomRunner {
  /// In dBov: louder is somebody.
  static var audible: Double { -50 }

  func hearsSomebody(_ raw: UInt64) {
    let now = NIODeadline.now()
    lastHeard = now
    lines[raw]?.lastHeard = now
    lines[raw]?.warned = nil
  }

  func watch() {
    let settings = context.watch
    let now = NIODeadline.now()
    for (raw, line) in lines where !line.isEnding {
      let slot = line.slot
      if let quality = (try? room.quality(slot)) ?? nil {
        lines[raw]?.opinions.sum += quality.opinion
        lines[raw]?.opinions.count += 1
      }
      if settings.longestSeconds > 0, let seconds = age(line) {
        if seconds >= settings.longestSeconds {
          farewell(slot, .goodbye, reason: "longest time")
          continue
        }
        if settings.longestSeconds >= 120, seconds >= settings.longestSeconds - 60, !line.isTimeTold {
          lines[raw]?.isTimeTold = true
          say([.time], to: slot)
        }
      }
      guard !line.isHeld, !line.isWaiting else {
        lines[raw]?.lastHeard = now
        lines[raw]?.warned = nil
        continue
      }
      if let warned = line.warned {
        if lastHeard > warned, settings.silenceSeconds == 0 { lines[raw]?.warned = nil }
        guard lines[raw]?.warned != nil, now - warned >= .seconds(Int64(settings.graceSeconds)) else { continue }
        farewell(slot, .goodbye, reason: isSilent(line, now) ? "silence" : "dead air")
      } else if isSilent(line, now) || isDead(now) {
        lines[raw]?.warned = now
        say([.silence], to: slot)
      }
    }
  }

  private func isSilent(_ line: LegLine, _ now: NIODeadline) -> Bool {
    context.watch.silenceSeconds > 0 && now - line.lastHeard >= .seconds(Int64(context.watch.silenceSeconds))
  }

  private func isDead(_ now: NIODeadline) -> Bool {
    context.watch.deadAirSeconds > 0 && now - lastHeard >= .seconds(Int64(context.watch.deadAirSeconds))
  }

  /// Seconds since somebody answered.
  private func age(_ line: LegLine) -> Int? {
    guard let call = context.calls.call(line.request.callID) else { return nil }
    let began = call.answered ?? call.since
    let now = WallClock.microseconds()
    return Int((now - min(began, now)) / 1_000_000)
  }
}
