public import PatchBase

/// Numbers made from bytes, for people to compare.
public enum DisplayableCode {
  /// Writes `length` decimal digits, `group` for each `group` bytes of `data`, and returns how many.
  ///
  /// `Fault.argument`: `group` is not 1…8, `length` is no multiple of it, or `data` has fewer than `length` bytes.
  @inline(never)
  public static func write(
    _ data: Span<UInt8>, length: Int, group: Int, into text: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    guard group >= 1, group <= 8, length >= 0, length % group == 0, data.count >= length else { throw .argument }
    guard text.count >= length else { throw .noSpace(needed: length) }
    for start in stride(from: 0, to: length, by: group) {
      var value: UInt64 = 0
      for i in 0..<group { value = value << 8 | UInt64(data[start + i]) }
      for i in (0..<group).reversed() {
        text[start + i] = 0x30 + UInt8(truncatingIfNeeded: value % 10)
        value /= 10
      }
    }
    return length
  }
}
