/// What the voice servers saw of one user since the user's first connection.
public struct VoiceUserReport: Codable, Equatable, Sendable {
  public var user: UInt64
  /// Packets from the user, by what was in them.
  public var encrypted = 0
  public var silence = 0
  /// Not encrypted end to end although it had to be: fails any test.
  public var plainUnderDave = 0
  /// Not encrypted end to end where that is right.
  public var plain = 0
  /// Datagrams that could not be opened or understood.
  public var refused = 0
  /// RTCP from the user.
  public var control = 0
  /// Packets sent under a transport nonce that was used before.
  public var nonceReused = 0
  /// Packets passed on to the user.
  public var forwarded = 0
  public var heartbeats = 0
  public var identified = 0
  public var resumed = 0
  public var keyPackages = 0
  public var commitsWon = 0
  /// Those of them that had a path, as each has to that removes somebody.
  public var pathsWon = 0
  public var commitsLate = 0
  /// Commits that were refused, by reason; those that came too late (`epoch`) are not among them.
  public var commitsRefused: [String: Int] = [:]
  /// Op 31.
  public var recoveries = 0
  /// What the user did against the rules.
  public var violations: [String] = []
  /// Close codes that the servers sent.
  public var closes: [Int] = []

  init(user: UInt64) { self.user = user }
}

/// What the voice servers saw of one channel.
public struct VoiceChannelReport: Codable, Equatable, Sendable {
  public var channel: UInt64
  public var version: Int
  public var epoch: UInt64
  public var users: [UInt64]
  /// Those who are in the group.
  public var members: [UInt64]
  /// Proposals that stand.
  public var proposals: Int
}

public struct VoiceReport: Codable, Equatable, Sendable {
  public var users: [VoiceUserReport]
  public var channels: [VoiceChannelReport]
}
