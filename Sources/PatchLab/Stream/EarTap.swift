import NIOCore
import Synchronization

/// What the caller hears on the call's own clock, shared between the call and the streams that listen in (μ-law, 8 kHz).
final class EarTap: Sendable {
  private struct State: Sendable {
    var answered = NIODeadline.now()
    var bytes: [UInt8] = []
  }

  private let state = Mutex(State())

  func answer(at moment: NIODeadline) { state.withLock { $0.answered = moment } }

  /// Puts sound where it is heard; what stands there already is replaced.
  func place(_ sound: [UInt8], at moment: NIODeadline) {
    state.withLock { state in
      let position = max(Int((moment - state.answered).nanoseconds / 1000) * 8 / 1000, 0)
      if state.bytes.count < position {
        state.bytes += [UInt8](repeating: 0xFF, count: position - state.bytes.count)
      }
      let replaced = min(state.bytes.count - position, sound.count)
      state.bytes.replaceSubrange(position..<position + replaced, with: sound)
    }
  }

  /// Everything up to `moment`, silence where there was nothing.
  func heard(until moment: NIODeadline) -> [UInt8] {
    state.withLock { state in
      let length = max(Int((moment - state.answered).nanoseconds / 1000) * 8 / 1000, 0)
      let known = state.bytes.prefix(length)
      return known + [UInt8](repeating: 0xFF, count: length - known.count)
    }
  }

  /// Frame `index` of a stream that started at `started`.
  func frame(_ index: Int, started: NIODeadline, size: Int, silence: [UInt8]) -> [UInt8] {
    state.withLock { state in
      let begin = Int((started - state.answered).nanoseconds / 1000) * 8 / 1000 + index * size
      return (begin..<begin + size).map { state.bytes.indices.contains($0) ? state.bytes[$0] : silence[0] }
    }
  }
}
