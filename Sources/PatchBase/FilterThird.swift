extension FilterBank {
  /// A filter to a third of a rate that is flat to 0.425 of the lower rate's half and falls to 1.43 of it, in a unit that
  /// makes their sum 1: the middle tap and those on its one side. What else is left when it is down, a filter to half that
  /// rate takes; both together are 102 dB down (linear programming, and the best of many roundings).
  private static let third: InlineArray<16, Int16> = [
    29561, 24957, 13127, 1973, -4235, -3965, -1280, 1120, 1300, 594, -219, -313, -178, 20, 39, 26,
  ]
  private static var unit: Float { 1 / 95493 }

  /// Samples in a window of it, of which the last does not count.
  @inlinable public static var thirdSpan: Int { 32 }

  /// Holds its taps.
  public static func holdThird(_ taps: inout MutableSpan<Int16>) {
    for i in 0..<thirdSpan - 1 { taps[i] = third[i < 15 ? 15 - i : i - 15] }
  }

  /// What it makes of windows of the line that lie three apart from the start on: `count` samples and up to three more, which
  /// do not matter.
  @inline(never)
  @_optimize(speed)
  public static func third(
    _ line: Span<Int16>, _ taps: Span<Int16>, count: Int, into made: inout MutableSpan<Int16>
  ) {
    precondition(count > 0 && count < 1 << 20 && count &+ 3 <= made.count && taps.count >= thirdSpan)
    precondition(3 &* (count &+ 2) &+ thirdSpan <= line.count)
    unsafe line.withUnsafeBufferPointer { line in
      unsafe taps.withUnsafeBufferPointer { taps in
        unsafe made.withUnsafeMutableBufferPointer { made in
          guard let line = line.baseAddress, let taps = taps.baseAddress, let made = made.baseAddress else { return }
          unsafe third(line, taps, made, made + count)
        }
      }
    }
  }

  @inline(never)
  @_optimize(speed)
  private static func third(
    _ x: UnsafeRawPointer, _ taps: UnsafeRawPointer, _ made: UnsafeMutableRawPointer, _ end: UnsafeMutableRawPointer
  ) {
    var (x, made) = unsafe (x, made)
    /// A quarter of what a window makes, for the sum of the four lanes to fit.
    @inline(__always) func sum(_ x: UnsafeRawPointer) -> Four {
      @inline(__always) func part(_ k: Int) -> Four {
        unsafe products((x + k).loadUnaligned(as: Eight.self), (taps + k).load(as: Eight.self))
      }
      return ((part(0) &+ part(16)) &+ (part(32) &+ part(48))) &>> Four(repeating: 2)
    }
    repeat {
      unsafe made.storeBytes(of: across(sum(x), sum(x + 6), sum(x + 12), sum(x + 18)), as: Half.self)
      unsafe made += 8
      unsafe x += 24
    } while unsafe made < end
  }

  /// The sums of neighbours.
  @inline(__always)
  private static func pairs(_ a: Four, _ b: Four) -> Four {
    let both = SIMD8(lowHalf: a, highHalf: b)
    return both.evenHalf &+ both.oddHalf
  }

  /// The sum of each. Not inlined: the compiler would take the sums apart in the loop to add them up in this way.
  @inline(never)
  @_optimize(speed)
  private static func across(_ a: Four, _ b: Four, _ c: Four, _ d: Four) -> Half {
    rounded(pairs(pairs(a, b), pairs(c, d)), 4 * unit)
  }
}
