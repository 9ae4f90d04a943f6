/// What goes wrong on purpose for one user, or for everybody in a guild. Shares are 0 to 1; chance is drawn from the settings' seed.
public struct VoiceFaults: Codable, Equatable, Sendable {
  // On the way to the user.
  public var loss = 0.0
  /// Each packet waits up to so many milliseconds, and keeps its order.
  public var jitterMilliseconds = 0.0
  /// Packets that are held back behind the next ones.
  public var reorder = 0.0
  public var duplicate = 0.0
  /// Packets with RTP padding.
  public var padding = 0.0
  /// A receiver report with each packet of this share.
  public var reports = 0.0
  /// The same for what the user sends.
  public var uplinkLoss = 0.0
  /// So many questions for the own address are not answered.
  public var lostDiscoveries = 0

  // Messages.
  /// The user is not told who speaks (op 5).
  public var swallowsSpeaking = false
  /// Ops 25, 5 and 11 come before op 4, in that order, with messages that concern nobody between them.
  public var isEarly = false
  /// A resume replays everything that is kept, also what has been acknowledged.
  public var replaysAll = false

  // The group.
  /// The user's commits are looked at so many milliseconds late.
  public var commitDelayMilliseconds = 0.0
  /// A commit waits for one of another member, which is then looked at first.
  public var competes = false
  /// So many commits, and so many welcomes, reach the user damaged.
  public var damagedCommits = 0
  public var damagedWelcomes = 0
  /// Op 22 comes so many milliseconds late.
  public var executeDelayMilliseconds = 0.0

  public init() {}

  /// Members that are not said have their defaults.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func take<Value: Decodable>(_ key: CodingKeys, _ value: inout Value) throws {
      value = try values.decodeIfPresent(Value.self, forKey: key) ?? value
    }
    try take(.loss, &loss)
    try take(.jitterMilliseconds, &jitterMilliseconds)
    try take(.reorder, &reorder)
    try take(.duplicate, &duplicate)
    try take(.padding, &padding)
    try take(.reports, &reports)
    try take(.uplinkLoss, &uplinkLoss)
    try take(.lostDiscoveries, &lostDiscoveries)
    try take(.swallowsSpeaking, &swallowsSpeaking)
    try take(.isEarly, &isEarly)
    try take(.replaysAll, &replaysAll)
    try take(.commitDelayMilliseconds, &commitDelayMilliseconds)
    try take(.competes, &competes)
    try take(.damagedCommits, &damagedCommits)
    try take(.damagedWelcomes, &damagedWelcomes)
    try take(.executeDelayMilliseconds, &executeDelayMilliseconds)
  }
}

/// Something that is done to a voice connection or a channel, from outside.
public enum VoiceIntervention: Codable, Equatable, Sendable {
  /// Sets the faults of one user, or with `user` nil of everybody in the guild who has none of their own.
  case faults(guild: UInt64, user: UInt64?, faults: VoiceFaults)
  /// Closes the connection with any code.
  case close(guild: UInt64, user: UInt64, code: UInt16)
  /// Breaks the connection without a close frame.
  case drop(guild: UInt64, user: UInt64)
  /// A channel without end-to-end encryption (0), or with it (1).
  case version(channel: UInt64, version: Int)
}
