/// How a Room is made.
public struct RoomSettings: Sendable {
  /// The rate of the Room's own sound: 8000, 16 000, 24 000 or 48 000 Hz.
  public var sampleRate: Int32
  /// The most legs, 1…256.
  public var capacity: Int
  /// The longest carrier message that is read, in bytes, 1024…16 777 216. Longer ones are refused whole.
  public var maxMessage: Int
  /// For what needs to differ from Room to Room but is no secret. Nothing uses it yet.
  public var seed: UInt64

  public init(
    sampleRate: Int32 = 8000, capacity: Int = 16, maxMessage: Int = 131_072, seed: UInt64 = 0
  ) {
    self.sampleRate = sampleRate
    self.capacity = capacity
    self.maxMessage = maxMessage
    self.seed = seed
  }

  var isValid: Bool {
    RoomSettings.isRoomRate(sampleRate) && (1...256).contains(capacity)
      && (1024...16_777_216).contains(maxMessage)
  }

  static func isRoomRate(_ rate: Int32) -> Bool {
    rate == 8000 || rate == 16_000 || rate == 24_000 || rate == 48_000
  }
}
