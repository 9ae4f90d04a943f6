internal import CSodium

/// What must not tell by its duration what it found.
public enum ConstantTime {
  /// True when both rows are equal. The time depends on their lengths alone; rows of unequal length are unequal.
  public static func equal(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    return unsafe left.withUnsafeBufferPointer { a in
      unsafe right.withUnsafeBufferPointer { b in
        unsafe a.isEmpty || sodium_memcmp(a.baseAddress!, b.baseAddress!, a.count) == 0
      }
    }
  }

  /// Makes every byte zero, and no compiler leaves it out.
  public static func wipe(_ bytes: inout MutableSpan<UInt8>) {
    unsafe bytes.withUnsafeMutableBufferPointer { unsafe sodium_memzero($0.baseAddress, $0.count) }
  }
}
