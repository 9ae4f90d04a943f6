internal import PatchBase

/// The hash ratchet of RFC 9420 section 9.1 as DAVE uses it: a key of 16 bytes for each generation, each generation's
/// secret from the one before.
public enum HashRatchet {
  /// Bytes of the first secret, and of a key.
  public static let baseCount = 16
  /// Bytes of every later secret.
  static let secretCount = 32

  /// The secret of generation 0 has 16 bytes, every later one 32.
  static func count(_ generation: UInt32) -> Int { generation == 0 ? baseCount : secretCount }

  /// Writes the 16 bytes of the key of `generation`, whose secret is the first bytes of `secret`.
  public static func key(_ secret: Span<UInt8>, generation: UInt32, into key: inout MutableSpan<UInt8>) {
    var target = key.window(0..<baseCount)
    HKDF.expand(secret.window(0..<count(generation)), label: "key", generation: generation, into: &target)
  }

  /// Turns the secret of `generation`, in 32 bytes of room, into that of the next.
  public static func advance(_ secret: inout MutableSpan<UInt8>, generation: UInt32) {
    var next = InlineArray<32, UInt8>(repeating: 0)
    var target = next.mutableSpan
    HKDF.expand(
      secret.span.window(0..<count(generation)), label: "secret", generation: generation, into: &target)
    secret.copy(from: next.span)
    target = next.mutableSpan
    ConstantTime.wipe(&target)
  }

  /// The generation meant by the eight bits of it that a frame carries, when `oldest` is the oldest that may still come.
  static func unwrapped(_ bits: UInt8, oldest: UInt32) -> UInt64 {
    let turns = UInt64(oldest / 256) + (UInt32(bits) < oldest % 256 ? 1 : 0)
    return turns * 256 + UInt64(bits)
  }
}
