public import PatchBase

/// Something that a host may want to know, told once, in order for each leg.
///
/// What changes the sound that a leg hears or says, other than mixing it, is always told by one of these; a host that
/// compares what was said with what was heard needs to allow for nothing else.
public struct RoomEvent: Equatable, Sendable {
  public enum Kind: Int32, Sendable {
    /// The caller pressed a key. `value` is its ASCII code.
    case dtmf = 1
    /// The carrier echoed a mark; its name is in the buffer. `value` is 0 when the sound before it was played, 1 when a
    /// `clear` was sent after it, so that it may have been flushed.
    case mark = 2
    /// The carrier ended the stream. The leg is sent nothing any more.
    case stopped = 3
    /// The first sample of item `value` is in this tick's sound.
    case itemStarted = 4
    /// Item `value` is over, after `extra` of its samples.
    case itemEnded = 5
    /// Sound of the leg was not there in time: `value` frames of silence stand in for it, and the leg is heard that
    /// much later from now on (or, for a PCM leg, the item has a gap of that length).
    case starved = 6
    /// `value` frames of the leg's sound were thrown away, to keep its delay in bounds.
    case discarded = 7
    /// `value` frames of the leg's sound never arrived, and were replaced.
    case lost = 8
    /// By our estimate the carrier's playback queue was empty for `value` µs before this tick's sound.
    case farStarved = 9
    /// To keep the playback queue right, `value` frames of digital silence were sent in addition (`extra` 0), or this
    /// many were left out (`extra` 1). Only silence is touched.
    case paced = 10
    /// Sound that had been sent ahead was taken back by a `clear`; `value` frames of it were sent again.
    case broughtBack = 11
    /// `value` frames of outbound sound were dropped because the host did not poll.
    case unsent = 12
    /// `value` inbound messages since the last such event were refused or not understood.
    case malformed = 13
    /// `value` events of this leg were lost because the host did not poll.
    case overflow = 14
    /// The Room: `value` ticks were left out, because time jumped.
    case skipped = 15
  }

  public var kind: Kind
  /// The leg, or nil for the Room itself.
  public var leg: SlotID?
  /// The number of the tick during or before which it happened, on the grid of 20 ms.
  public var tick: UInt64
  /// See `Kind`.
  public var value: UInt64
  /// See `Kind`.
  public var extra: UInt64

  public init(_ kind: Kind, leg: SlotID? = nil, tick: UInt64 = 0, value: UInt64 = 0, extra: UInt64 = 0) {
    self.kind = kind
    self.leg = leg
    self.tick = tick
    self.value = value
    self.extra = extra
  }
}
public import PatchBase

/// What `Room.poll` found. Lengths are bytes at the start of the caller's buffer.
public enum RoomOutput: Equatable, Sendable {
  /// Nothing is left: call `tick` at this moment. In the past: at once.
  case wait(until: Ticks)
  /// Send these bytes to the carrier of this leg, as one text message.
  case message(SlotID, length: Int)
  /// What a PCM leg hears: one frame of 20 ms in its format.
  case audio(SlotID, length: Int)
  /// Sound of a leg from its tap. `position` is where it begins: for `.wire` the samples of the tap before it, for
  /// `.processed` the Room's clock in samples. A jump tells of an overflow or of ticks left out.
  case tap(SlotID, length: Int, position: UInt64)
  /// Something happened; for a mark the bytes are its name.
  case event(RoomEvent, length: Int)
}
/// How a Room is made.
public struct RoomSettings: Sendable {
  /// The rate of the Room's own sound: 8000, 16 000, 24 000 or 48 000 Hz.
  public var sampleRate: Int32
  /// The most legs, 1…256.
  public var capacity: Int
  /// The longest carrier message that is read, in bytes, 1024…16 777 216. Longer ones are refused whole.
  public var maxMessage: Int
  /// For what needs to differ from Room to Room but is no secret. Nothing uses it yet.
  public var seed: UInt64

  public init(
    sampleRate: Int32 = 8000, capacity: Int = 16, maxMessage: Int = 131_072, seed: UInt64 = 0
  ) {
    self.sampleRate = sampleRate
    self.capacity = capacity
    self.maxMessage = maxMessage
    self.seed = seed
  }

  var isValid: Bool {
    RoomSettings.isRoomRate(sampleRate) && (1...256).contains(capacity)
      && (1024...16_777_216).contains(maxMessage)
  }

  static func isRoomRate(_ rate: Int32) -> Bool {
    rate == 8000 || rate == 16_000 || rate == 24_000 || rate == 48_000
  }
}
public struct LegStatistics: Sendable { var received: UInt64 = 0 }
struct LegSettings { var minDelay = 0; var maxDelay = 0; var prefill = 0; var lead = 0 }
struct Leg: ~Copyable {
  var a = 0
  init(_ s: LegSettings, startMessage: Span<UInt8>, roomRate: Int32) throws(Fault) { if startMessage.count == 0 { throw .malformed } }
}
struct Room: ~Copyable {
  var slots: Slots<Box<Leg>>
  init(_ s: RoomSettings) throws(Fault) { guard let a = Slots<Box<Leg>>(capacity: s.capacity) else { throw .noMemory }; slots = a }
  mutating func add(_ leg: inout Box<Leg>?) throws(Fault) -> SlotID {
    guard let i = slots.firstFree else { throw .state }
    let l = leg.take()!
    return slots.insert(l, at: i)
  }
  mutating func remove(_ id: SlotID) throws(Fault) -> Box<Leg> { guard let i = slots.index(of: id) else { throw .argument }; return slots.remove(at: i) }
  mutating func message(_ id: SlotID, _ bytes: Span<UInt8>, at now: Ticks) throws(Fault) { if bytes.count < 8 { throw .malformed } }
  mutating func tick(at now: Ticks) -> Int { 1 }
  mutating func poll(into buffer: inout MutableSpan<UInt8>) throws(Fault) -> RoomOutput { .wait(until: Ticks(microseconds: 0)) }
  func statistics(_ id: SlotID) throws(Fault) -> LegStatistics { LegStatistics() }
}
