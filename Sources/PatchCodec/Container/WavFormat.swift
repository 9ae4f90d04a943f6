public import PatchBase

/// What a WAV file holds: one encoding, one rate, interleaved channels.
public struct WavFormat: Equatable, Sendable {
  /// `mulaw`, `alaw` or `l16`; WAV has no most-significant-byte-first samples.
  public var encoding: Encoding
  /// Samples a second in each channel.
  public var sampleRate: Int32
  /// Interleaved channels, 1 to 64.
  public var channels: Int

  public init(_ encoding: Encoding, sampleRate: Int32, channels: Int = 1) {
    self.encoding = encoding
    self.sampleRate = sampleRate
    self.channels = channels
  }

  /// Bytes of one sample in every channel.
  public var bytesPerBlock: Int { encoding.bytesPerSample &* channels }

  /// The bounds that reader and writer keep: more than 64 channels or 768 kHz is nobody's telephone.
  public static let channelRange = 1...64
  public static let rateRange: ClosedRange<Int32> = 1...768_000
}
