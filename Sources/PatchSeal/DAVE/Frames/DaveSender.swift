internal import PatchBase

/// Our own key and the count of the frames sealed with it.
struct DaveSender: ~Copyable {
  private var cipher: AESGCM
  private var secret: Secret
  /// Of the key's first secret, to know it again.
  private var mark = Digest()
  private var generation: UInt32 = 0
  /// How many frames the key has sealed; the first is number 1.
  private var number: UInt32 = 0
  private(set) var hasKey = false

  init(_ memory: inout Memory) {
    cipher = AESGCM(HashRatchet.baseCount, &memory)
    secret = Secret(HashRatchet.secretCount, &memory)
  }

  /// Takes another key, which has sealed `sealed` frames elsewhere. The same once more changes nothing, so that no count
  /// begins twice.
  mutating func install(_ key: Span<UInt8>, sealed: UInt32) throws(Fault) {
    let digest = SHA256.hash(key)
    if digest == mark { return }
    mark = digest
    hasKey = false
    var target = secret.mutableSpan
    target.copy(from: key)
    generation = 0
    number = sealed
    advance(to: sealed >> 24)
    try takeKey()
    hasKey = true
  }

  private mutating func advance(to later: UInt32) {
    let first = generation
    var room = secret.mutableSpan
    for step in first..<later { HashRatchet.advance(&room, generation: step) }
    generation = later
  }

  @inline(never)
  mutating func remove() {
    hasKey = false
    secret.wipe()
  }

  private mutating func takeKey() throws(Fault) {
    var key = InlineArray<16, UInt8>(repeating: 0)
    var target = key.mutableSpan
    HashRatchet.key(secret.span, generation: generation, into: &target)
    try cipher.setKey(key.span)
    target = key.mutableSpan
    ConstantTime.wipe(&target)
  }

  /// Writes the sealed frame; the caller has checked the room. `Fault.state` when the key is used up.
  mutating func seal(_ frame: Span<UInt8>, into out: inout MutableSpan<UInt8>) throws(Fault) -> Int {
    guard hasKey, number < .max else { throw .state }
    number += 1
    if generation < number >> 24 {
      advance(to: number >> 24)
      try takeKey()
    }
    var nonce = InlineArray<12, UInt8>(repeating: 0)
    for i in 0..<4 { nonce[8 + i] = UInt8(truncatingIfNeeded: number >> UInt32(8 * i)) }
    try cipher.begin(sealing: true, nonce: nonce.span)
    try cipher.update(frame, into: &out)
    var tag = out.window(frame.count..<frame.count + FrameTrailer.tagCount)
    try cipher.finish(tag: &tag)
    var end = frame.count + FrameTrailer.tagCount
    var rest = number
    while rest >= 0x80 {
      out[end] = UInt8(truncatingIfNeeded: rest) | 0x80
      rest >>= 7
      end += 1
    }
    out[end] = UInt8(truncatingIfNeeded: rest)
    out[end + 1] = UInt8(end + 4 - frame.count)
    out[end + 2] = 0xFA
    out[end + 3] = 0xFA
    return end + 4
  }

  /// How long the next frame of `count` bytes becomes.
  func sealedCount(_ count: Int) -> Int {
    var nonce = 1
    var rest = (number &+ 1) >> 7
    while rest > 0 {
      nonce += 1
      rest >>= 7
    }
    return count + FrameTrailer.tagCount + nonce + 3
  }

  @inline(never) deinit {}
}
