internal import PatchBase

/// The WebSocket of a session, and its heartbeat.
struct VoiceLink {
  /// µs for the server to answer an opening, an identify, a resume.
  static let patience: UInt64 = 10_000_000

  /// The number of the newest WebSocket asked for; 0 before the first.
  var number: UInt32 = 0
  /// It was asked for and not closed.
  var isWanted = false
  /// It is open.
  var isOpen = false
  /// The server knows who we are: anything may be sent.
  var isLive = false

  /// The last message seen, for the server to forget.
  var sequence: UInt16?

  var interval: UInt64 = 0  // µs
  var nextBeat: Ticks?
  var nonce: UInt64 = 0
  var unanswered = 0
  private var beatAt: Ticks?
  var roundTrip: UInt64 = 0

  /// A new WebSocket is asked for.
  mutating func begin() {
    number &+= 1
    isWanted = true
    rest()
  }

  /// Closed, or to be closed.
  mutating func end() {
    isWanted = false
    rest()
  }

  private mutating func rest() {
    isOpen = false
    isLive = false
    nextBeat = nil
    unanswered = 0
    beatAt = nil
  }

  /// Hello. What is slower than 5 s would find a dead connection late.
  mutating func hello(_ milliseconds: UInt64, at now: Ticks) {
    interval = min(max(milliseconds, 500), 5000) * 1000
    nextBeat = now.advanced(by: interval)
  }

  /// A heartbeat leaves.
  mutating func beat(at now: Ticks) {
    nonce &+= 1
    beatAt = now
  }

  /// An answer came. Whichever it is for, the connection lives.
  mutating func answer(_ nonce: UInt64?, at now: Ticks) {
    unanswered = 0
    if nonce == self.nonce, let beatAt { roundTrip = now.since(beatAt) }
  }
}
