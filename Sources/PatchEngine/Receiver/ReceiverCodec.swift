internal import PatchBase
internal import PatchCodec

/// The codec of a receiver: plain samples, or Opus.
struct ReceiverCodec: ~Copyable {
  private let coding: ReceiverCoding
  private let channels: Int
  private var opus: OpusDecoder?

  init(_ settings: ReceiverSettings, _ memory: inout Memory) {
    opus = nil
    if settings.coding.isOpus {
      do { opus = try OpusDecoder(sampleRate: settings.sampleRate, channels: settings.channels) } catch {
        memory.note(error)
      }
    }
    coding = settings.coding
    channels = settings.channels
  }

  /// The length of a packet on the media clock; 0 for bytes that cannot be one.
  static func duration(_ payload: Span<UInt8>, _ settings: ReceiverSettings) -> Int {
    switch settings.coding {
    case .plain: payload.count % settings.bytesPerSample == 0 ? payload.count / settings.bytesPerSample : 0
    case .opus: (try? OpusPacket(payload))?.samples48k ?? 0
    }
  }

  /// What a codec made of a lost frame.
  enum Repair {
    /// It has no means of its own.
    case none
    /// It was invented.
    case concealed
    /// It was decoded from the copy that the next packet carries.
    case recovered
  }

  /// Decodes `samples`, of all channels together. False when the codec refuses the bytes.
  mutating func decode(_ bytes: Span<UInt8>, samples: Int, into piece: inout Block<Int16>) -> Bool {
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

  /// What came before a packet, as far as that tells.
  mutating func recover(_ next: Span<UInt8>, samples: Int, into piece: inout Block<Int16>) -> Repair {
    guard coding.isOpus else { return .none }
    var pcm = piece.mutableSpan
    var target = pcm.window(0..<samples)
    do {
      return try opus!.recover(from: next, samples: samples / channels, into: &target) ? .recovered : .concealed
    } catch { return .none }
  }

  /// The codec's own concealment. False when it has none.
  mutating func conceal(samples: Int, into piece: inout Block<Int16>) -> Bool {
    guard coding.isOpus else { return false }
    var pcm = piece.mutableSpan
    var target = pcm.window(0..<samples)
    do { try opus!.conceal(samples: samples / channels, into: &target) } catch { return false }
    return true
  }

  mutating func reset() { try? opus?.reset() }
}
