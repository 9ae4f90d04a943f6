/// Extends the 16-bit sequence numbers of RFC 3550 to a count that never wraps (appendix A.1's idea, kept small).
public struct SequenceNumber: Sendable {
  private var highest: Int64?

  public init() {}

  /// The extended number nearest to the highest seen. Ahead or behind by up to 32767; an exact half counts as ahead.
  public mutating func extend(_ number: UInt16) -> Int64 {
    guard let highest else {
      // Room below, so that a packet older than the first still has a number above zero.
      let first = Int64(number) + 0x1_0000
      self.highest = first
      return first
    }
    let distance = Int64(Int16(truncatingIfNeeded: Int64(number) - highest))
    let extended = highest + (distance == -0x8000 ? 0x8000 : distance)
    if extended > highest { self.highest = extended }
    return extended
  }
}

/// Extends 32-bit RTP timestamps to a count of samples that never wraps.
public struct MediaTimestamp: Sendable {
  private var latest: Int64?

  public init() {}

  /// The extended timestamp nearest to the latest seen.
  public mutating func extend(_ timestamp: UInt32) -> Int64 {
    guard let latest else {
      let first = Int64(timestamp) + 0x1_0000_0000
      self.latest = first
      return first
    }
    let distance = Int64(Int32(truncatingIfNeeded: Int64(timestamp) - latest))
    let extended = latest + distance
    if extended > latest { self.latest = extended }
    return extended
  }
}
