internal import PatchBase

/// The packets of a jitter buffer, each at the place that its sequence number gives it. No decisions.
struct JitterStore: ~Copyable {
  /// One place for a packet. It keeps its number after the packet went, so that a double is known as such.
  struct Slot: Zeroable {
    var sequence: Int64 = -1
    var timestamp: Int64 = 0
    var arrival = Ticks(microseconds: 0)
    /// The media time of the tick that could play it first.
    var due: Int64 = 0
    var length = 0
    var duration = 0
    var queued = false
  }

  /// How many sequence numbers in a row have a place.
  let capacity: Int
  /// Packets here.
  private(set) var count = 0
  /// Their media.
  private(set) var media = 0

  private var slots: Block<Slot>
  private var bytes: Block<UInt8>
  private let stride: Int

  @inline(never)
  init(capacity: Int, maxPayload: Int, _ memory: inout Memory) {
    self.capacity = capacity
    slots = Block(capacity, &memory)
    bytes = Block(capacity &* maxPayload, &memory)
    stride = maxPayload
    clear()
  }

  // What only reads is mutating too: it is called where it is, and not on a copy.

  /// The place for a number: what is or was last there.
  subscript(_ sequence: Int64) -> Slot { mutating get { slots[place(sequence)] } }

  @inline(never)
  mutating func has(_ sequence: Int64) -> Bool {
    let slot = slots[place(sequence)]
    return slot.queued && slot.sequence == sequence
  }

  /// Puts a packet where none waits.
  mutating func insert(_ slot: Slot, _ payload: Span<UInt8>) {
    let place = place(slot.sequence)
    slots[place] = slot
    let start = place &* stride
    var all = bytes.mutableSpan
    var target = all.window(start..<start &+ payload.count)
    target.copy(from: payload)
    count &+= 1
    media &+= slot.duration
  }

  /// Takes a packet that is here off the queue.
  mutating func remove(_ sequence: Int64) {
    let place = place(sequence)
    count &-= 1
    media &-= slots[place].duration
    slots[place].queued = false
  }

  /// The bytes of a packet that is here.
  mutating func copy(_ sequence: Int64, into target: inout MutableSpan<UInt8>) -> Int {
    let place = place(sequence)
    return target.copy(from: bytes.span.window(place * stride..<place * stride + slots[place].length))
  }

  /// Empties every place.
  mutating func clear() {
    for i in 0..<slots.count { slots[i] = Slot() }
    count = 0
    media = 0
  }

  /// The capacity is a power of two, and numbers are not negative.
  private func place(_ sequence: Int64) -> Int { Int(sequence) & (capacity &- 1) }
}
