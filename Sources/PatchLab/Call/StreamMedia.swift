public import PatchBase

/// The format of a call's streams.
public struct StreamMedia: Equatable, Sendable {
  public var format: AudioFormat

  public init(format: AudioFormat) { self.format = format }

  public static let telephone = StreamMedia(format: .telephone)
  public static let alaw = StreamMedia(format: AudioFormat(.alaw, sampleRate: 8000))
  public static let wide = StreamMedia(format: AudioFormat(.l16, sampleRate: 16000))

  var bytesPerSecond: Int { Int(format.sampleRate) * format.encoding.bytesPerSample }

  /// One silent sample.
  var silence: [UInt8] {
    switch format.encoding {
    case .mulaw: [0xFF]
    case .alaw: [0xD5]
    case .l16, .l16Network: [0, 0]
    }
  }
}
