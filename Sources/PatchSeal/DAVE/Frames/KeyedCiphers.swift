internal import PatchBase

/// A few ciphers with keys, so that those who speak need theirs set up once. One more is for trying.
struct KeyedCiphers: ~Copyable {
  struct Tag: Zeroable {
    /// Which ratchet and generation the cipher has its key from; −1 none.
    var ratchet: Int32 = -1
    var generation: UInt32 = 0
    var used: UInt64 = 0
  }

  private var ciphers: Slots<AESGCM>
  private var tags: Block<Tag>
  private var trial = 0
  private var clock: UInt64 = 0

  init(_ count: Int, _ memory: inout Memory) throws(Fault) {
    guard let ciphers = Slots<AESGCM>(capacity: count + 1) else { throw .noMemory }
    self.ciphers = ciphers
    tags = Block(count + 1, &memory)
    // As many tags as memory gave.
    for i in 0..<tags.count {
      _ = self.ciphers.insert(AESGCM(HashRatchet.baseCount, &memory), at: i)
      tags[i].ratchet = -1
    }
  }

  /// A cipher with the key of that ratchet and generation.
  mutating func cipher(
    _ receivers: borrowing DaveReceivers, ratchet: Int, generation: UInt32
  ) throws(Fault) -> Int {
    if let ready = find(Int32(ratchet), generation) { return ready }
    var key = InlineArray<16, UInt8>(repeating: 0)
    var target = key.mutableSpan
    receivers.key(ratchet, generation: generation, into: &target)
    tags[trial].ratchet = -1
    try ciphers[trial].setKey(key.span)
    target = key.mutableSpan
    ConstantTime.wipe(&target)
    tags[trial].ratchet = Int32(ratchet)
    tags[trial].generation = generation
    return trial
  }

  @_optimize(speed)
  private borrowing func find(_ ratchet: Int32, _ generation: UInt32) -> Int? {
    let view = tags.span
    for i in 0..<view.count where view[i].ratchet == ratchet && view[i].generation == generation { return i }
    return nil
  }

  /// A frame was opened with this cipher. If it was the one for trying, it stays with its key, and the one that was not
  /// needed for the longest is for trying from now on.
  mutating func keep(_ index: Int) {
    clock += 1
    tags[index].used = clock
    if index == trial { trial = idlest(but: index) }
  }

  private borrowing func idlest(but index: Int) -> Int {
    let view = tags.span
    var found = index == 0 ? 1 : 0
    for i in 0..<view.count where i != index && view[i].used < view[found].used { found = i }
    return found
  }

  /// A ratchet's place has another key now.
  mutating func forget(ratchet: Int) {
    var view = tags.mutableSpan
    for i in 0..<view.count where view[i].ratchet == Int32(ratchet) { view[i].ratchet = -1 }
  }

  /// Opens one frame, whose ranges in the clear go as they are, into the start of `out`.
  @_optimize(speed)
  mutating func open(
    _ index: Int, _ frame: Span<UInt8>, _ trailer: FrameTrailer, into out: inout MutableSpan<UInt8>
  ) throws(Fault) {
    var nonce = InlineArray<12, UInt8>(repeating: 0)
    for i in 0..<4 { nonce[8 + i] = UInt8(truncatingIfNeeded: trailer.nonce >> UInt32(8 * i)) }
    try ciphers[index].begin(sealing: false, nonce: nonce.span)
    var offset = trailer.ranges.lowerBound
    while let clear = trailer.range(frame, &offset) { try ciphers[index].authenticate(frame.window(clear)) }
    var done = 0
    offset = trailer.ranges.lowerBound
    while done < trailer.mediaCount {
      let clear = trailer.range(frame, &offset) ?? trailer.mediaCount..<trailer.mediaCount
      var target = out.window(done..<clear.lowerBound)
      try ciphers[index].update(frame.window(done..<clear.lowerBound), into: &target)
      target = out.window(clear)
      target.copy(from: frame.window(clear))
      done = clear.upperBound
    }
    try ciphers[index].verify(tag: frame.window(trailer.mediaCount..<trailer.mediaCount + FrameTrailer.tagCount))
  }

  @inline(never) deinit {}
}
