/// How samples travel as bytes.
public enum Encoding: UInt32, Sendable {
  /// ITU-T G.711 μ-law, one byte a sample.
  case mulaw = 1
  /// ITU-T G.711 A-law, one byte a sample.
  case alaw = 2
  /// Signed 16-bit, least significant byte first.
  case l16 = 3
  /// Signed 16-bit, most significant byte first (RFC 3551's L16).
  case l16Network = 4

  public var bytesPerSample: Int {
    switch self {
    case .mulaw, .alaw: 1
    case .l16, .l16Network: 2
    }
  }
}

/// One channel of sound: its encoding and its rate.
public struct AudioFormat: Equatable, Sendable {
  public var encoding: Encoding
  /// Samples a second.
  public var sampleRate: Int32

  public init(_ encoding: Encoding, sampleRate: Int32) {
    self.encoding = encoding
    self.sampleRate = sampleRate
  }

  /// Samples in one 20 ms frame.
  public var samplesPerFrame: Int { Int(sampleRate) / 50 }
  /// Bytes in one 20 ms frame.
  public var bytesPerFrame: Int { samplesPerFrame * encoding.bytesPerSample }

  /// What a telephone line carries: μ-law at 8 kHz.
  public static let telephone = AudioFormat(.mulaw, sampleRate: 8000)
}
