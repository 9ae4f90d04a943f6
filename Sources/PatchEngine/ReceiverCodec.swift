internal import PatchBase
internal import PatchCodec

/// The codec of a receiver: plain samples, or Opus.
struct ReceiverCodec: ~Copyable {
  private let coding: ReceiverCoding
  private let channels: Int
  private var opus: OpusDecoder?

  init(_ settings: ReceiverSettings) throws(Fault) {
    if settings.coding == .opus {
      opus = try OpusDecoder(sampleRate: settings.sampleRate, channels: settings.channels)
    } else {
      opus = nil
    }
    coding = settings.coding
    channels = settings.channels
  }

  /// The length of a packet on the media clock; 0 for bytes that cannot be one.
  static func duration(_ payload: Span<UInt8>, _ settings: ReceiverSettings) -> Int {
    switch settings.coding {
    case .plain: payload.count % settings.bytesPerSample == 0 ? payload.count / settings.bytesPerSample : 0
    case .opus: opusDuration(payload)
    }
  }

  /// RFC 6716 section 3.1, in samples of 48 kHz; 0 for what is longer than 120 ms or no packet.
  private static func opusDuration(_ packet: Span<UInt8>) -> Int {
    guard packet.count > 0 else { return 0 }
    let config = Int(packet[0] >> 3)
    let frame: Int
    if config < 12 {
      frame = config & 3 == 3 ? 2880 : 480 << (config & 3)  // SILK: 10, 20, 40, 60 ms
    } else if config < 16 {
      frame = 480 << (config & 1)  // hybrid: 10, 20 ms
    } else {
      frame = 120 << (config & 3)  // CELT: 2.5, 5, 10, 20 ms
    }
    let frames: Int
    switch packet[0] & 3 {
    case 0: frames = 1
    case 1, 2: frames = 2
    default: frames = packet.count > 1 ? Int(packet[1] & 0x3F) : 0
    }
    return frame * frames <= 5760 ? frame * frames : 0
  }

  /// Decodes `samples`, of all channels together. False when the codec refuses the bytes.
  mutating func decode(_ bytes: Span<UInt8>, samples: Int, into piece: inout Slab<Int16>) -> Bool {
    var pcm = piece.mutableSpan
    switch coding {
    case .plain(let encoding):
      var target = pcm.window(0..<samples)
      PlainCodec.decode(bytes, encoding, into: &target)
      return true
    case .opus:
      do { return try opus!.decode(bytes, into: &pcm) * channels == samples } catch { return false }
    }
  }

  /// What came before a packet, as far as it tells. False when this codec has no such thing.
  mutating func recover(_ next: Span<UInt8>, samples: Int, into piece: inout Slab<Int16>) -> Bool {
    guard coding == .opus else { return false }
    var pcm = piece.mutableSpan
    var target = pcm.window(0..<samples)
    do { try opus!.recover(from: next, samples: samples / channels, into: &target) } catch { return false }
    return true
  }

  /// The codec's own concealment. False when it has none.
  mutating func conceal(samples: Int, into piece: inout Slab<Int16>) -> Bool {
    guard coding == .opus else { return false }
    var pcm = piece.mutableSpan
    var target = pcm.window(0..<samples)
    do { try opus!.conceal(samples: samples / channels, into: &target) } catch { return false }
    return true
  }

  mutating func reset() { opus?.reset() }
}
