extension Span<UInt8> {
  /// The part that `range` covers, as `window`, but out of line: a message is cut into many parts, and none is in a hurry.
  @_lifetime(copy self)
  @inline(never)
  func part(_ range: Range<Int>) -> Span<UInt8> { extracting(range) }
}
