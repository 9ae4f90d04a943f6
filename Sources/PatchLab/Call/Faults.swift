/// What goes wrong on purpose in a call. Everything is repeatable: what is not said is drawn from `seed`.
public struct Faults: Equatable, Sendable {
  /// The network stops in both directions and then delivers everything at once.
  public struct Stall: Equatable, Sendable {
    /// Seconds after the stream's start.
    public var at: Double
    public var seconds: Double

    public init(at: Double, seconds: Double) {
      self.at = at
      self.seconds = seconds
    }
  }

  public var stalls: [Stall] = []
  /// Frames are held back and sent this many at a time; 1 sends each in its turn.
  public var burst = 1
  /// Seconds after the stream's start at which the connection breaks, without `stop` and without a close frame.
  public var disconnect: Double?
  /// The webhook's body trickles in over this many seconds.
  public var slowWebhook = 0.0
  /// The first answer to the webhook is lost, and the carrier asks again with the same idempotency token.
  public var retriedWebhook = false

  public init() {}

  /// Some of everything that a call survives, drawn from a seed.
  public init(seed: UInt64, seconds: Double) {
    var random = LabRandom(seed: seed)
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      stalls.append(
        Stall(
          at: Double.random(in: 0.5...max(seconds - 1, 1), using: &random),
          seconds: Double.random(in: 0.05...0.6, using: &random)))
    }
    stalls.sort { $0.at < $1.at }
    burst = Int.random(in: 1...4, using: &random)
    slowWebhook = Double.random(in: 0...0.3, using: &random)
    retriedWebhook = Bool.random(using: &random)
  }
}
