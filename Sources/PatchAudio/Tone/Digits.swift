/// The sixteen digits of ITU-T Q.23 and their frequencies.
enum Digits {
  private static let names: InlineArray<16, UInt8> = [
    0x31, 0x32, 0x33, 0x41, 0x34, 0x35, 0x36, 0x42, 0x37, 0x38, 0x39, 0x43, 0x2A, 0x30, 0x23, 0x44,
  ]
  private static let hertz: InlineArray<8, UInt16> = [697, 770, 852, 941, 1209, 1336, 1477, 1633]

  /// Row and column of a digit's ASCII code: four times the one and the other. Nil when it is none.
  static func place(_ code: UInt8) -> Int? {
    for i in 0..<16 where names[i] == code { return i }
    return nil
  }

  static func name(_ place: Int) -> UInt8 { names[place] }
  static func low(_ place: Int) -> Int { Int(hertz[place >> 2 & 3]) }
  static func high(_ place: Int) -> Int { Int(hertz[4 | place & 3]) }
  /// The four of the rows, then the four of the columns.
  static func frequency(_ index: Int) -> Int { Int(hertz[index]) }
}
