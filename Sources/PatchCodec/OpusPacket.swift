internal import COpus
public import PatchBase

/// What an Opus packet says about itself (RFC 6716, section 3), read without decoding it.
public struct OpusPacket: Equatable, Sendable {
  /// How a packet was made.
  public enum Mode: UInt32, Sendable {
    /// Speech.
    case silk = 0
    /// Speech below 8 kHz, the rest as music.
    case hybrid = 1
    /// Music, low delay.
    case celt = 2
  }

  public let mode: Mode
  public let bandwidth: OpusBandwidth
  /// 1 or 2, as coded; a decoder makes either of it.
  public let channels: Int
  /// 1 to 48.
  public let frames: Int
  /// How long one frame lasts, in samples at 48 kHz: 120 to 2880.
  public let samplesPerFrame48k: Int
  /// True when it carries a thin copy of the frame before it (in-band FEC).
  public let hasRecovery: Bool

  /// How long the packet lasts, in samples at 48 kHz: at most 5760.
  public var samples48k: Int { frames * samplesPerFrame48k }

  /// No packet of up to 60 ms is longer.
  public static let maxBytes = 3832

  /// No packet of `samples` at `sampleRate` is longer: frames above 20 ms may be coded as several.
  public static func maxBytes(samples: Int, sampleRate: Int32) -> Int {
    let frames = (samples * 50 + Int(sampleRate) - 1) / Int(sampleRate)
    return frames <= 1 ? 1276 : frames == 2 ? 2554 : maxBytes
  }

  /// Reads the packet's structure. `Fault.malformed` when it is none, an empty one included.
  public init(_ packet: Span<UInt8>) throws(Fault) {
    guard packet.count > 0, let length = Int32(exactly: packet.count) else { throw .malformed }
    var first: Int32 = -1
    let frames = unsafe packet.withUnsafeBufferPointer { bytes in
      unsafe copus_packet_split(bytes.baseAddress!, length, &first)
    }
    guard frames > 0 else { throw .malformed }
    let toc = packet[0]
    let bandwidth = unsafe packet.withUnsafeBufferPointer { unsafe opus_packet_get_bandwidth($0.baseAddress!) }
    let samples = unsafe packet.withUnsafeBufferPointer {
      unsafe opus_packet_get_samples_per_frame($0.baseAddress!, 48_000)
    }
    guard let bandwidth = OpusBandwidth(request: bandwidth) else { throw .internal }
    mode = toc & 0x80 != 0 ? .celt : toc & 0x60 == 0x60 ? .hybrid : .silk
    self.bandwidth = bandwidth
    channels = toc & 0x04 != 0 ? 2 : 1
    self.frames = Int(frames)
    samplesPerFrame48k = Int(samples)
    // RFC 6716, 4.2.3 and 4.2.4: a speech frame begins, for each channel, with a voice flag for each 20 ms and then
    // one flag for the copy. These bits are coded so that they stand in the byte as they are.
    let voiceFlags = max(Int(samples) / 960, 1)
    var recovery = false
    if mode != .celt, first >= 0 {
      recovery = first >> Int32(7 - voiceFlags) & 1 == 1
      if channels == 2, first >> Int32(6 - 2 * voiceFlags) & 1 == 1 { recovery = true }
    }
    hasRecovery = recovery
  }
}
