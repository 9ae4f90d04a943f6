/// The sixteen keys of ITU-T Q.23, as ASCII.
enum CarrierDigit {
  /// The key in its one spelling (letters upper-case), or nil when there is no such key.
  static func canonical(_ character: UInt8) -> UInt8? {
    switch character {
    case 0x30...0x39, 0x2A, 0x23, 0x41...0x44: character
    case 0x61...0x64: character & 0xDF
    default: nil
    }
  }
}
