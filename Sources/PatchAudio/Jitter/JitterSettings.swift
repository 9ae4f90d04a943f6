/// What travels below a stream of packets, which decides what an empty buffer means.
public enum Transport: UInt32, Sendable {
  /// TCP: nothing is lost, so a frame that is missing is still on its way.
  case stream = 1
  /// UDP: packets are lost, doubled and reordered.
  case datagram = 2
}

/// How a `JitterBuffer` is made. Delays are milliseconds.
public struct JitterSettings: Sendable {
  public var transport: Transport
  /// Units of the media clock in one pull of 20 ms: 160 at 8 kHz, 960 at 48 kHz.
  public var frameSamples: Int
  /// The most bytes in one packet.
  public var maxPayload: Int
  /// Never aim below this.
  public var minDelay: Int
  /// Follow what the network does. If not, aim for `startDelay` always.
  public var adaptive: Bool
  /// Aim for this, between `minDelay` and `maxDelay`, as long as nothing is known, and hold this much before the first
  /// frame.
  public var startDelay: Int
  /// Never hold more: the oldest sound is discarded. At most 10 000.
  public var maxDelay: Int
  /// Begin with discarding at this already, until `JitterBuffer.raise`. Nil is `maxDelay`.
  public var limit: Int?
  /// Datagram: how many frames in a row are invented when nothing arrives, before silence.
  public var concealLimit: Int

  public init(
    transport: Transport, frameSamples: Int, maxPayload: Int, minDelay: Int = 0, startDelay: Int = 40,
    maxDelay: Int = 500, limit: Int? = nil, concealLimit: Int = 5, adaptive: Bool = true
  ) {
    self.adaptive = adaptive
    self.limit = limit
    self.transport = transport
    self.frameSamples = frameSamples
    self.maxPayload = maxPayload
    self.minDelay = minDelay
    self.startDelay = startDelay
    self.maxDelay = maxDelay
    self.concealLimit = concealLimit
  }

  var isValid: Bool {
    (1...9600).contains(frameSamples) && (1...65536).contains(maxPayload) && minDelay >= 0 && startDelay >= 0
      && maxDelay >= max(minDelay, 20) && maxDelay <= 10_000
      && (max(minDelay, 20)...maxDelay).contains(limit ?? maxDelay) && (0...1000).contains(concealLimit)
  }

  /// The delay to begin with.
  var target: Int { min(max(startDelay, minDelay), maxDelay) }
  /// The least delay to aim for. With two frames the packet behind a lost one is here, which holds its redundancy.
  var least: Int { adaptive ? max(minDelay, min(target, 40)) : target }
  /// One half second in this many may be less than perfect.
  var share: Int { 24 }
}
