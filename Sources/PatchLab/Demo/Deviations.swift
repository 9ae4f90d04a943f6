/// What the server reported of one leg: the places where it could not pass sound through as it came.
public struct Deviations: Equatable, Sendable, Codable {
  /// Frames the room had to do without, because the caller's sound was late.
  public var starved = 0
  /// Frames thrown away to come back to the wanted delay.
  public var discarded = 0
  /// Messages towards the caller that were thrown away.
  public var dropped = 0
  /// How often any of this began.
  public var episodes = 0

  public init(starved: Int = 0, discarded: Int = 0, dropped: Int = 0, episodes: Int = 0) {
    self.starved = starved
    self.discarded = discarded
    self.dropped = dropped
    self.episodes = episodes
  }
}
