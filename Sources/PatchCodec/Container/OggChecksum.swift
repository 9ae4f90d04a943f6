internal import PatchBase

/// The CRC of Ogg pages (RFC 3533 section 6): polynomial 0x04C11DB7, most significant bit first, from zero.
enum OggChecksum {
  /// Continues `checksum` over `bytes`. The table is made by the definition above, one entry for each leading half of a byte.
  static func update(_ checksum: UInt32, _ bytes: Span<UInt8>) -> UInt32 {
    var sum = checksum
    for i in 0..<bytes.count { sum = update(sum, bytes[i]) }
    return sum
  }

  private static func update(_ checksum: UInt32, _ byte: UInt8) -> UInt32 {
    let sum = checksum ^ UInt32(byte) << 24
    let half = sum << 4 ^ table[Int(sum >> 28)]
    return half << 4 ^ table[Int(half >> 28)]
  }

  /// The checksum of a page, whose own checksum field counts as zero.
  static func page(_ bytes: Span<UInt8>) -> UInt32 {
    let none: InlineArray<4, UInt8> = [0, 0, 0, 0]
    var sum = update(0, bytes.window(0..<22))
    sum = update(sum, none.span)
    return update(sum, bytes.window(26..<bytes.count))
  }
}

private let table: InlineArray<16, UInt32> = [
  0x0000_0000, 0x04C1_1DB7, 0x0982_3B6E, 0x0D43_26D9, 0x1304_76DC, 0x17C5_6B6B, 0x1A86_4DB2, 0x1E47_5005,
  0x2608_EDB8, 0x22C9_F00F, 0x2F8A_D6D6, 0x2B4B_CB61, 0x350C_9B64, 0x31CD_86D3, 0x3C8E_A00A, 0x384F_BDBD,
]
