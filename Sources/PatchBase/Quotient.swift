extension Int {
  /// What `/` says. Numbers of 32 bits, which most are, some processors divide several times as fast.
  @inline(never)
  public func divided(by divisor: Int) -> Int {
    let both = self | divisor
    guard both >= 0, both < 1 << 32, divisor > 0 else { return self / divisor }
    return Int(UInt32(truncatingIfNeeded: self) / UInt32(truncatingIfNeeded: divisor))
  }
}
