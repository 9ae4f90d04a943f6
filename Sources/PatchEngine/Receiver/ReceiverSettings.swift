public import PatchAudio
public import PatchBase

/// What a `Receiver` is given to turn into sound.
public enum ReceiverCoding: Equatable, Sendable {
  /// Samples as bytes.
  case plain(Encoding)
  /// RFC 6716 packets, on the 48 kHz clock of RFC 7587.
  case opus

  /// Without the comparison of what a plain coding holds.
  @inline(__always)
  var isOpus: Bool {
    switch self {
    case .opus: true
    case .plain: false
    }
  }
}

/// How a `Receiver` is made. Rates are multiples of 50, 8000…48000; delays are milliseconds.
public struct ReceiverSettings: Sendable {
  public var coding: ReceiverCoding
  /// The rate of the media clock and of plain samples. Opus: 48 000, whatever stands here.
  public var clockRate: Int32
  /// Interleaved channels, 1 or 2, of plain samples and of the PCM that comes out.
  public var channels: Int
  /// The rate of the PCM that comes out. For Opus one of its own: 8, 12, 16, 24, 48 kHz.
  public var sampleRate: Int32
  public var transport: Transport
  /// Follow what the network does. If not, aim for `startDelay` always.
  public var adaptive: Bool
  /// Never aim below this.
  public var minDelay: Int
  /// Aim for this as long as nothing is known, and hold this much before the first frame.
  public var startDelay: Int
  /// Never hold more.
  public var maxDelay: Int
  /// Begin with holding no more than this, until `Receiver.raise`. Nil is `maxDelay`.
  public var limit: Int?
  /// Frames of 20 ms in the longest packet of plain samples, 1…3. With `append` 1 is enough.
  public var packetFrames: Int

  public init(
    coding: ReceiverCoding, clockRate: Int32 = 8000, channels: Int = 1, sampleRate: Int32 = 8000,
    transport: Transport, minDelay: Int = 0, startDelay: Int = 40, maxDelay: Int = 500, limit: Int? = nil,
    packetFrames: Int = 3, adaptive: Bool = true
  ) {
    self.adaptive = adaptive
    self.limit = limit
    self.packetFrames = packetFrames
    self.coding = coding
    self.clockRate = clockRate
    self.channels = channels
    self.sampleRate = sampleRate
    self.transport = transport
    self.minDelay = minDelay
    self.startDelay = startDelay
    self.maxDelay = maxDelay
  }

  /// The rate of timestamps.
  var mediaRate: Int32 { coding.isOpus ? 48_000 : clockRate }
  /// The rate that the decoder gives.
  var decodedRate: Int32 { coding.isOpus ? sampleRate : clockRate }
  /// Bytes of one sample of all channels; 0 for Opus.
  var bytesPerSample: Int {
    switch coding {
    case .plain(let encoding): encoding.bytesPerSample &* channels
    case .opus: 0
    }
  }
  /// Units of the media clock in 20 ms.
  var frameSamples: Int { Int(mediaRate) / 50 }
  /// The most bytes in a packet; of Opus what fits a datagram.
  var maxPayload: Int { coding.isOpus ? 1500 : packetFrames &* frameSamples &* bytesPerSample }

  var isValid: Bool {
    let rates: ClosedRange<Int32> = 8000...48_000
    guard rates.contains(mediaRate), mediaRate % 50 == 0, rates.contains(sampleRate), sampleRate % 50 == 0,
      (1...2).contains(channels), (1...3).contains(packetFrames)
    else { return false }
    guard coding.isOpus else { return true }
    switch sampleRate {
    case 8000, 12_000, 16_000, 24_000, 48_000: return true
    default: return false
    }
  }

  var jitter: JitterSettings {
    JitterSettings(
      transport: transport, frameSamples: frameSamples, maxPayload: maxPayload, minDelay: minDelay,
      startDelay: startDelay, maxDelay: maxDelay, limit: limit,
      concealLimit: coding.isOpus ? 20 : 5, adaptive: adaptive)
  }
}
