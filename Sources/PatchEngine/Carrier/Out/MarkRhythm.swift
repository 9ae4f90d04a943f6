internal import PatchBase

/// When the Room sends marks of its own, and what they are called: `pp.` and a number.
///
/// While sound of the host waits at the carrier they are some 200 ms apart, otherwise ten times as far: enough to see how
/// the carrier's clock runs. The distance varies, so that a carrier that answers in a rhythm of its own is not always
/// caught at the same moment of it.
struct MarkRhythm {
  private let frames: Int  // from mark to mark, 0 for none
  private var passed = 0
  private var turn = 0

  init(milliseconds: Int) { frames = milliseconds / 20 }

  /// One more frame was sent: true when a mark is to follow it.
  mutating func isDue(sounding: Bool) -> Bool {
    guard frames > 0 else { return false }
    passed += 1
    let distance = (sounding ? frames : frames * 10) + (turn - 1) * frames / 3
    guard passed >= distance else { return false }
    passed = 0
    turn = (turn + 2) % 3
    return true
  }

  static func write(_ number: UInt32, into name: inout Block<UInt8>) -> Int {
    var writer = ByteWriter(name.mutableSpan)
    writer.append("pp.")
    writer.decimal(UInt64(number))
    return writer.count
  }

  /// The number, if it is the name of such a mark.
  static func read(_ name: Span<UInt8>) -> UInt32? {
    guard name.count > 3, name.count <= 12, name[0] == 0x70, name[1] == 0x70, name[2] == 0x2E else { return nil }
    var number: UInt32 = 0
    for i in 3..<name.count {
      guard name[i] >= 0x30, name[i] <= 0x39 else { return nil }
      number = number * 10 + UInt32(name[i] - 0x30)
    }
    return number
  }
}
