internal import PatchBase

/// Work with bytes that waits in order. Bounded.
struct VoiceWorkRing: ~Copyable {
  struct Entry: Zeroable {
    var work = VoiceDaveWork(.open, session: 0)
    var length = 0
  }

  private var entries: Block<Entry>
  private var bytes: ByteRing
  private var head = 0
  private(set) var count = 0

  @inline(never)
  init(_ capacity: Int, bytes: Int, _ memory: inout Memory) {
    self.bytes = ByteRing(bytes, &memory)
    entries = Block(capacity, &memory)
  }

  /// False, with nothing taken, when there is no room.
  mutating func add(_ work: VoiceDaveWork, _ content: Span<UInt8> = Span()) -> Bool {
    guard count < entries.count, content.count <= bytes.free else { return false }
    bytes.write(content)
    entries[place(count)] = Entry(work: work, length: content.count)
    count += 1
    return true
  }

  /// The oldest, its bytes at the start of `buffer`; nil when there is none. `noSpace` takes nothing.
  mutating func take(into buffer: inout MutableSpan<UInt8>) throws(Fault) -> (work: VoiceDaveWork, length: Int)? {
    guard count > 0 else { return nil }
    let entry = entries[head]
    guard buffer.count >= entry.length else { throw .noSpace(needed: entry.length) }
    var target = buffer.window(0..<entry.length)
    _ = bytes.read(into: &target)
    head = place(1)
    count -= 1
    return (entry.work, entry.length)
  }

  /// Where the work stands that is the `index`-th of what waits.
  private func place(_ index: Int) -> Int {
    let place = head &+ index  // both are below the capacity
    return place < entries.count ? place : place &- entries.count
  }

  /// The oldest, not taken.
  var first: VoiceDaveWork? { count > 0 ? entries[head].work : nil }

  mutating func removeAll() {
    bytes.removeAll()
    head = 0
    count = 0
  }
}
