import NIOCore
import PatchBase
import PatchNet

/// The way from a leg in a room to the socket of its caller, and what went wrong on it.
final class LegLine {
  let request: LegRequest
  let slot: SlotID
  /// Messages dropped because the socket did not take them.
  var dropped: UInt64 = 0
  var malformed = 0
  var isMuted = false
  var isHeld = false
  var isWaiting = false
  /// How loud the caller hears the others.
  var volume: Float = 1
  /// Microseconds since 1970.
  let joined = WallClock.microseconds()
  /// Told where they are.
  var isWelcome = false
  /// Being asked whether they may be recorded.
  var isAsked = false
  /// A goodbye is on its way.
  var isEnding = false
  var lastHeard = NIODeadline.now()
  /// When they were told that nobody is heard.
  var warned: NIODeadline?
  var isTimeTold = false
  /// What the line was said to be, second by second.
  var opinions = (sum: 0.0, count: 0)
  private var congested: (since: NIODeadline, from: UInt64)?
  private let near: WebSocketMessages?

  /// Messages that may be nonsense before the leg is ended.
  static let tolerance = 100

  init(_ request: LegRequest, slot: SlotID) {
    self.request = request
    self.slot = slot
    near = request.near?.value
  }

  enum Fate: Equatable {
    case sent
    case dropped
    /// Sent again, after this many messages were lost.
    case recovered(lost: UInt64)
    case hopeless
  }

  /// Sends one message of the application's side. Media is dropped rather than queued when the socket is full: late sound
  /// is worth nothing, and memory stays bounded. Marks and clears are few and always go.
  func send(_ text: RawSpan, isMedia: Bool, now: NIODeadline, patience: TimeAmount) -> Fate {
    guard !isMedia || near?.isWritable ?? request.channel.isWritable else {
      dropped += 1
      guard let congested else {
        self.congested = (now, dropped - 1)
        return .dropped
      }
      return now - congested.since > patience ? .hopeless : .dropped
    }
    if let near {
      near.send(text: text)
    } else {
      var copy = request.channel.allocator.buffer(capacity: text.byteCount)
      copy.writeBytes(text)
      request.channel.writeAndFlush(WebSocketOutput.text(copy), promise: nil)
    }
    guard isMedia, let before = congested else { return .sent }
    congested = nil
    return .recovered(lost: dropped - before.from)
  }

  func close(_ code: UInt16, _ reason: String) {
    request.channel.writeAndFlush(WebSocketOutput.close(code: code, reason: reason), promise: nil)
  }
}
