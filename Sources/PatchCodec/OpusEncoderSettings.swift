/// What an `OpusEncoder` is made from. The sample rate, the channels and the application stay; the rest may change.
public struct OpusEncoderSettings: Equatable, Sendable {
  /// What the sound is for.
  public enum Application: UInt32, Sendable {
    /// Speech: best intelligibility.
    case voip = 0
    /// Music and mixed sound: closest to the input.
    case audio = 1
    /// Half the delay and no speech mode, so no error correction either.
    case lowDelay = 2
  }

  /// How the bit rate is spent.
  public enum RateMode: UInt32, Sendable {
    /// Varies, but never bursts beyond the rate for long.
    case constrainedVariable = 0
    /// Varies freely around the rate.
    case variable = 1
    /// Every packet has the same length.
    case constant = 2
  }

  /// A hint about the sound.
  public enum Signal: UInt32, Sendable {
    case voice = 1
    case music = 2
  }

  /// 8000, 12000, 16000, 24000 or 48000.
  public var sampleRate: Int32
  /// 1 or 2, interleaved.
  public var channels: Int
  public var application: Application
  /// Bits a second, 500 to 512000; nil lets libopus choose.
  public var bitrate: Int32?
  public var rateMode = RateMode.constrainedVariable
  /// 0 (cheapest) to 10 (best).
  public var complexity: Int32 = 5
  /// Packets also carry a thin copy of the frame before (in-band FEC); only the speech modes can.
  public var fec = false
  /// Per cent, 0 to 100: how much to spend on surviving loss.
  public var expectedLoss: Int32 = 0
  /// Packets of at most two bytes while nobody speaks; they need not be sent.
  public var dtx = false
  /// Forces a bandwidth; nil chooses.
  public var bandwidth: OpusBandwidth?
  /// The widest bandwidth that may be chosen.
  public var maxBandwidth = OpusBandwidth.fullband
  /// Nil lets the encoder listen.
  public var signal: Signal?
  /// No packet is longer, at the cost of quality: 3 to `OpusPacket.maxBytes`.
  public var maxPacket = OpusPacket.maxBytes

  public init(
    sampleRate: Int32 = 48_000, channels: Int = 1, application: Application = .voip, bitrate: Int32? = nil
  ) {
    self.sampleRate = sampleRate
    self.channels = channels
    self.application = application
    self.bitrate = bitrate
  }
}
