extension FilterBank {
  /// Each `step`th sample from the start on with the one `step` after it: what the windows of a phase are made of. As many as
  /// `pairs` has room for, a multiple of four; the line reaches further than `step` behind where the last one begins.
  @inline(never)
  @_optimize(speed)
  public static func pair(_ line: Span<Int16>, step: Int, into pairs: inout MutableSpan<UInt32>) {
    let count = pairs.count
    precondition(step > 0 && step < 256 && count < 1 << 20 && count & 3 == 0 && count &* step &+ 1 < line.count)
    unsafe line.withUnsafeBufferPointer { line in
      unsafe pairs.withUnsafeMutableBufferPointer { pairs in
        guard let line = line.baseAddress, let pairs = pairs.baseAddress else { return }
        // One apart the compiler makes several at once.
        if step == 1 {
          for i in 0..<count {
            unsafe pairs[i] = UInt32(UInt16(bitPattern: line[i])) | UInt32(UInt16(bitPattern: line[i &+ 1])) &<< 16
          }
        } else if step == 2 {
          let (line, pairs) = unsafe (UnsafeRawPointer(line), UnsafeMutableRawPointer(pairs))
          for i in 0..<count / 4 {
            let next = unsafe (line + (16 &* i &+ 4)).loadUnaligned(as: Four.self) &<< Four(repeating: 16)
            let these = unsafe (line + 16 &* i).loadUnaligned(as: Four.self) & Four(repeating: 0xffff)
            unsafe (pairs + 16 &* i).storeBytes(of: these | next, as: Four.self)
          }
        } else {
          var (low, x) = unsafe (UInt32(UInt16(bitPattern: line[0])), line)
          for i in 0..<count {
            unsafe x += step
            let high = unsafe UInt32(UInt16(bitPattern: x[0]))
            unsafe pairs[i] = low | high &<< 16
            low = high
          }
        }
      }
    }
  }

  /// What a row of `taps` makes of windows of the line that `pairs` are of, phase after phase, each of `size`: `count` samples
  /// and up to fifteen more, which do not matter. The first window begins at `start`, not behind the first step. The absolute
  /// taps must add up to less than 2¹⁶, the finer alone too. For each sample every second one of `added`, where there are
  /// any, counts 2¹⁴ units.
  @inline(never)
  @_optimize(speed)
  public static func run(
    _ pairs: Span<UInt32>, size: Int, from start: Int, _ taps: Span<Int16>, _ shape: Shape, count: Int,
    into made: inout MutableSpan<Int16>, adding added: Span<Int16>
  ) {
    let (step, phases, length) = (shape.step, shape.phases, shape.length)
    precondition(count > 0 && count < 1 << 20 && count &+ batch - 1 <= made.count)
    precondition(step > 0 && step < 256 && length > 0 && length < 4096 && shape.held <= taps.count)
    precondition(start >= 0 && start <= step && size < 1 << 20 && phases &* size <= pairs.count)
    precondition(count &+ batch &+ length <= size)
    precondition(added.isEmpty || 2 &* (count &+ batch - 1) <= added.count)
    unsafe added.withUnsafeBufferPointer { added in
      unsafe pairs.withUnsafeBufferPointer { pairs in
        unsafe taps.withUnsafeBufferPointer { taps in
          unsafe made.withUnsafeMutableBufferPointer { made in
            guard let pairs = pairs.baseAddress, let taps = taps.baseAddress else { return }
            guard let made = made.baseAddress else { return }
            let more = added.isEmpty ? nil : added.baseAddress
            unsafe run(pairs, 4 &* size, start, taps, shape, made, made + count, more)
          }
        }
      }
    }
  }

  @inline(never)
  @_optimize(speed)
  private static func run(
    _ pairs: UnsafeRawPointer, _ size: Int, _ start: Int, _ taps: UnsafeRawPointer, _ shape: Shape,
    _ made: UnsafeMutableRawPointer, _ end: UnsafeMutableRawPointer, _ added: UnsafeRawPointer?
  ) {
    var (pairs, made, added) = unsafe (pairs, made, added)
    repeat {
      var (a, b, c, d) = (Four(), Four(), Four(), Four())
      var tap = unsafe taps
      /// Two taps times samples of sixteen windows.
      @inline(__always) func add(_ x: UnsafeRawPointer, _ tap: UnsafeRawPointer) {
        let both = unsafe tap.load(as: Eight.self)
        unsafe a &+= products(x.loadUnaligned(as: Eight.self), both)
        unsafe b &+= products((x + 16).loadUnaligned(as: Eight.self), both)
        unsafe c &+= products((x + 32).loadUnaligned(as: Eight.self), both)
        unsafe d &+= products((x + 48).loadUnaligned(as: Eight.self), both)
      }
      var (count, first) = (shape.length, 0)
      while true {
        for phase in 0..<shape.phases {
          // Where the window's phase lies among the line's.
          let (place, carry) = (start &+ phase) < shape.step ? (start &+ phase, 0) : (start &+ phase &- shape.step, 1)
          var x = unsafe pairs + (place &* size &+ 4 &* (carry &+ first))
          let end = unsafe tap + count &<< 3
          repeat {
            unsafe add(x, tap)
            unsafe add(x + 8, tap + 16)
            unsafe x += 16
            unsafe tap += 32
          } while unsafe tap < end
        }
        if first > 0 || shape.inner == 0 { break }
        let by = Four(repeating: 4)
        (a, b, c, d) = (a &>> by, b &>> by, c &>> by, d &>> by)
        (count, first) = (shape.inner, (shape.length &- shape.inner) &>> 1)
      }
      if let next = unsafe added {
        /// The first, third, fifth and seventh sample, times 2¹⁴.
        @inline(__always) func even(_ at: Int) -> Four {
          unsafe ((next + at).loadUnaligned(as: Four.self) &<< Four(repeating: 16)) &>> Four(repeating: 2)
        }
        (a, b, c, d) = (a &+ even(0), b &+ even(16), c &+ even(32), d &+ even(48))
        unsafe added = next + 64
      }
      unsafe made.storeBytes(
        of: Eight(lowHalf: rounded(a, shape.unit), highHalf: rounded(b, shape.unit)), as: Eight.self)
      unsafe (made + 16).storeBytes(
        of: Eight(lowHalf: rounded(c, shape.unit), highHalf: rounded(d, shape.unit)), as: Eight.self)
      unsafe made += 32
      unsafe pairs += 64
    } while unsafe made < end
  }
}
