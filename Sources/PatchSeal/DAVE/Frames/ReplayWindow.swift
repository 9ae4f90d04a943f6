/// Which frames of one sender key were opened: the newest, and which of the thousand before it.
struct ReplayWindow: BitwiseCopyable {
  /// How far below the newest an unseen frame may still come.
  static let reach: UInt64 = 1000

  private var newest: UInt64 = 0
  private var isStarted = false
  /// A ring of bits, of which `reach` are looked at.
  private var seen = InlineArray<16, UInt64>(repeating: 0)

  /// True when frame `number` was not opened before, as far as is known.
  func accepts(_ number: UInt64) -> Bool {
    guard isStarted, number <= newest else { return true }
    return newest - number <= ReplayWindow.reach && !has(number)
  }

  private func has(_ number: UInt64) -> Bool {
    let word = seen.span[Int(number >> 6 & 15)]
    return word >> (number & 63) & 1 == 1
  }

  /// Remembers that frame `number`, which was accepted, was opened.
  mutating func mark(_ number: UInt64) {
    if !isStarted {
      isStarted = true
      newest = number
    }
    if number > newest {
      // Those between are missing; further ahead than the ring is long, all are.
      if number - newest >= 1024 {
        for i in 0..<16 { seen[i] = 0 }
      } else {
        for between in newest + 1...number { seen[Int(between >> 6 & 15)] &= ~(1 << (between & 63)) }
      }
      newest = number
    }
    seen[Int(number >> 6 & 15)] |= 1 << (number & 63)
  }
}
