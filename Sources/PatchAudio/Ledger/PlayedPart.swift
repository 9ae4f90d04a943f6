/// A piece of a sound that was sent to a player: which samples of which item, and where they stand.
public struct PlayedPart: BitwiseCopyable, Sendable {
  /// Whose sound it is, a name of the caller's.
  public var source: UInt64
  /// Which sound of that source.
  public var item: UInt64
  /// Samples of the item a second.
  public var rate: Int32
  /// The samples of the item.
  public var from: Int64
  public var to: Int64
  /// Where they stand, in samples of the player from the start of the frame sent last.
  public var start: Int
  /// How many samples of the player they are.
  public var count: Int
  /// The item ends here.
  public var isLast: Bool

  public init(
    source: UInt64 = 0, item: UInt64 = 0, rate: Int32 = 8000, from: Int64 = 0, to: Int64 = 0, start: Int = 0,
    count: Int = 0, isLast: Bool = false
  ) {
    self.source = source
    self.item = item
    self.rate = rate
    self.from = from
    self.to = to
    self.start = start
    self.count = count
    self.isLast = isLast
  }
}

/// What was heard of an item that is over.
public struct HeardItem: Equatable, Sendable {
  public var source: UInt64
  public var item: UInt64
  /// How far into the item the last sample heard is, in samples of the item.
  public var samples: Int64
  /// The same in µs.
  public var microseconds: UInt64
  /// All of the item was sent, and heard.
  public var isWhole: Bool
}
