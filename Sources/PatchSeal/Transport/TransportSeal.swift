public import PatchBase

/// Seals and opens the media packets of one connection to Discord's forwarding unit, in place.
///
/// On the wire a packet is its header in the clear, the rest encrypted, a tag of 16 bytes and a nonce of 4. The header
/// is an RTP header with its contributing sources and the first four bytes of an extension, whose body is encrypted; of
/// an RTCP packet it is the first eight bytes. What was opened is an ordinary packet again, so that padding is still to
/// be cut. One counter numbers all that is sealed: a key is given to one `TransportSeal` only, which outlives a resumed
/// connection.
public struct TransportSeal: ~Copyable {
  /// How much longer a sealed packet is: its tag and its nonce.
  public static let overhead = tagCount + nonceCount
  private static let tagCount = 16
  private static let nonceCount = 4

  public let mode: TransportMode
  public private(set) var counts = TransportCounts()
  private var cipher: TransportCipher
  /// The nonce of the packet sealed next; past the 32 bits that a packet has for it when all are used up.
  private var nonce: UInt64

  /// Takes the 32 bytes of the session's key. `firstNonce` differs from 0 only where an earlier owner of the same key
  /// ended at it. `Fault.argument` for another length, `Fault.noMemory` when memory runs out.
  public init(_ mode: TransportMode, key: Span<UInt8>, firstNonce: UInt32 = 0) throws(Fault) {
    var memory = Memory()
    self.init(mode, &memory)
    try memory.check()
    try setKey(key)
    nonce = UInt64(firstNonce)
  }

  /// Without a key as yet: `setKey` comes before anything is sealed or opened. `memory` is told when it runs out.
  @inline(never)
  public init(_ mode: TransportMode, _ memory: inout Memory) {
    cipher = TransportCipher(mode, &memory)
    self.mode = mode
    nonce = 0
  }

  /// Takes the 32 bytes of another session's key, and counts nonces from 0 again. Allocates nothing.
  public mutating func setKey(_ key: Span<UInt8>) throws(Fault) {
    try cipher.setKey(key)
    nonce = 0
  }

  /// The nonce of the packet sealed next, for a later owner of the key; nil when all are used up.
  public var nextNonce: UInt32? { UInt32(exactly: nonce) }

  /// Seals the RTP or RTCP packet in the first `count` bytes of `packet`, which has room for `overhead` more. Returns
  /// the length of the result.
  ///
  /// `Fault.malformed` when it is no such packet, `Fault.noSpace` when there is no room, `Fault.state` when all 2³²
  /// nonces of the key are used up.
  public mutating func seal(_ packet: inout MutableSpan<UInt8>, count: Int) throws(Fault) -> Int {
    guard count >= 0, count <= Int.max - TransportSeal.overhead else { throw .argument }
    let sealed = count + TransportSeal.overhead
    guard packet.count >= sealed else { throw .noSpace(needed: sealed) }
    let header = try TransportSeal.headerCount(packet.span.window(0..<count))
    guard let number = nextNonce else { throw .state }
    nonce += 1
    var long = InlineArray<24, UInt8>(repeating: 0)
    for i in 0..<4 { long[i] = UInt8(truncatingIfNeeded: number >> UInt32(24 - 8 * i)) }
    try cipher.run(sealing: true, &packet, header: header, body: header..<count, nonce: long.span)
    var end = packet.window(count + TransportSeal.tagCount..<sealed)
    end.copy(from: long.span.window(0..<4))
    counts.sealed += 1
    return sealed
  }

  /// Opens a datagram. Returns the length of the packet at its start, which is again as its sender made it.
  ///
  /// `Fault.malformed` when it is no packet; `Fault.auth` when its tag does not fit, and its encrypted part is zeros then.
  public mutating func open(_ datagram: inout MutableSpan<UInt8>) throws(Fault) -> Int {
    let count = datagram.count - TransportSeal.overhead
    guard count >= 0, let header = try? TransportSeal.headerCount(datagram.span.window(0..<count)) else {
      counts.malformed += 1
      throw .malformed
    }
    var long = InlineArray<24, UInt8>(repeating: 0)
    for i in 0..<4 { long[i] = datagram[count + TransportSeal.tagCount + i] }
    do {
      try cipher.run(sealing: false, &datagram, header: header, body: header..<count, nonce: long.span)
    } catch {
      counts.unauthenticated += 1
      throw error
    }
    counts.opened += 1
    return count
  }

  /// True for RTCP, which shares the port.
  public static func isControl(_ packet: Span<UInt8>) -> Bool {
    packet.count >= 2 && packet[1] >= 200 && packet[1] <= 206
  }

  /// How many bytes at the start of a packet stay in the clear.
  public static func headerCount(_ packet: Span<UInt8>) throws(Fault) -> Int {
    guard packet.count >= 8, packet[0] >> 6 == 2 else { throw .malformed }
    if isControl(packet) { return 8 }
    let sources = Int(packet[0] & 0x0F), hasExtension = packet[0] & 0x10 != 0
    let count = 12 + 4 * sources + (hasExtension ? 4 : 0)
    guard packet.count >= count else { throw .malformed }
    return count
  }

  @inline(never) deinit {}
}
