public import PatchBase

/// The format of a call's streams, and how it is named in `start`.
public struct StreamMedia: Equatable, Sendable {
  public var format: AudioFormat
  /// `audio/x-mulaw` and the like.
  public var name: String

  public static let telephone = StreamMedia(format: .telephone, name: "audio/x-mulaw")
  public static let alaw = StreamMedia(format: AudioFormat(.alaw, sampleRate: 8000), name: "audio/x-alaw")
  public static let wide = StreamMedia(format: AudioFormat(.l16, sampleRate: 16000), name: "audio/x-l16")

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
