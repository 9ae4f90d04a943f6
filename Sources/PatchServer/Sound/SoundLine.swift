import NIOCore
import PatchBase
import PatchEngine
import PatchNet

/// The way between a sound leg in a room and its socket.
struct SoundLine {
  let request: SoundRequest
  let slot: SlotID
  /// Microseconds since 1970.
  let joined = WallClock.microseconds()
  /// What is said goes by items: a new one after each mark, so that the room tells when it has been played.
  var item: UInt64 = 1
  var itemHasSound = false
  /// Marks that wait for the end of an item.
  private(set) var marks: [(item: UInt64, name: String)] = []
  /// The last item that is closed, until it is over.
  private var closing: UInt64?
  /// Frames that came too fast.
  var refused: UInt64 = 0
  /// Frames that the socket did not take.
  var dropped: UInt64 = 0
  private var congested: NIODeadline?
  var isMuted = false
  var isMutedByOperator = false

  static let mostMarks = 64

  init(_ request: SoundRequest, slot: SlotID) {
    self.request = request
    self.slot = slot
  }

  /// A mark behind everything said so far. True when it is to be told at once, nil when there are too many.
  mutating func mark(_ name: String, close: (UInt64) -> Void) -> Bool? {
    guard marks.count < Self.mostMarks else { return nil }
    endItem(close)
    guard let closing else { return true }
    marks.append((closing, name))
    return false
  }

  /// What was said is complete; nothing is late when nothing follows.
  mutating func endItem(_ close: (UInt64) -> Void) {
    guard itemHasSound else { return }
    close(item)
    closing = item
    item += 1
    itemHasSound = false
  }

  /// An item was played to its end: the marks behind it.
  mutating func ended(_ item: UInt64) -> [String] {
    if closing == item { closing = nil }
    let reached = marks.prefix { $0.item <= item }.map(\.name)
    marks.removeFirst(reached.count)
    return reached
  }

  /// Everything was thrown away: the marks that were not reached.
  mutating func cleared() -> [String] {
    defer { marks = [] }
    closing = nil
    item += 1
    itemHasSound = false
    return marks.map(\.name)
  }

  func tell(_ text: String) {
    request.channel.writeAndFlush(WebSocketOutput.text(ByteBuffer(string: text)), promise: nil)
  }

  /// Sends what the leg hears. False when the socket has taken nothing for too long.
  mutating func send(_ sound: ByteBuffer, now: NIODeadline, patience: TimeAmount) -> Bool {
    guard request.channel.isWritable else {
      dropped += 1
      guard let since = congested else {
        congested = now
        return true
      }
      return now - since < patience
    }
    congested = nil
    request.channel.writeAndFlush(WebSocketOutput.binary(sound), promise: nil)
    return true
  }

  func close(_ code: UInt16, _ reason: String) {
    request.channel.writeAndFlush(WebSocketOutput.close(code: code, reason: reason), promise: nil)
  }
}
