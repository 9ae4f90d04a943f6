public import NIOCore

/// What a Discord of the Lab is like.
public struct DiscordLabSettings: Sendable {
  /// For tokens, ids of sessions and all other choices.
  public var seed: UInt64
  /// False speaks plain `http` and `ws`.
  public var usesTLS = true
  /// 0 takes any port.
  public var port = 0
  public var controlPort = 0
  /// Where the authority's certificate is written, if anywhere.
  public var authorityFile: String?
  public var heartbeat = TimeAmount.milliseconds(41_250)
  /// How long a gateway session without a connection waits.
  public var resumeWindow = TimeAmount.seconds(120)
  /// Ids tell the real time. False makes equal runs have equal ids.
  public var followsClock = true

  public init(seed: UInt64 = 1) { self.seed = seed }
}
