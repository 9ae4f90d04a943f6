public import PatchBase

/// The first packet of an Ogg Opus stream (RFC 7845 section 5.1). Mono and stereo only: one stream.
public struct OpusHead: Equatable, Sendable {
  /// 1 or 2.
  public var channels: Int
  /// 48 kHz samples to throw away at the start: the encoder's delay.
  public var preSkip: UInt16
  /// The rate of the sound before it was encoded, in Hz, or 0 for unknown. Information only.
  public var inputRate: UInt32
  /// Gain to apply after decoding, in 1/256 dB.
  public var outputGain: Int16

  /// What we write is this long.
  public static let bytes = 19

  public init(channels: Int, preSkip: UInt16, inputRate: UInt32, outputGain: Int16 = 0) {
    self.channels = channels
    self.preSkip = preSkip
    self.inputRate = inputRate
    self.outputGain = outputGain
  }

  /// True when `packet` begins as an OpusHead does.
  public static func isHead(_ packet: Span<UInt8>) -> Bool { begins(packet, "OpusHead") }

  /// Reads the packet. Throws `malformed`, and `unsupported` for a later major version or surround sound.
  public init(_ packet: Span<UInt8>) throws(Fault) {
    guard OpusHead.isHead(packet), packet.count >= OpusHead.bytes else { throw .malformed }
    guard packet[8] & 0xF0 == 0 else { throw .unsupported }
    channels = Int(packet[9])
    preSkip = UInt16(packet[10]) | UInt16(packet[11]) << 8
    inputRate =
      UInt32(packet[12]) | UInt32(packet[13]) << 8 | UInt32(packet[14]) << 16 | UInt32(packet[15]) << 24
    outputGain = Int16(bitPattern: UInt16(packet[16]) | UInt16(packet[17]) << 8)
    guard channels > 0 else { throw .malformed }
    switch packet[18] {
    case 0:
      guard channels <= 2 else { throw .malformed }
    case 1:
      // Family 1 with one plain stream says the same as family 0.
      guard packet.count >= 21 + channels else { throw .malformed }
      guard channels <= 2, packet[19] == 1, Int(packet[20]) == channels - 1 else { throw .unsupported }
      for i in 0..<channels where Int(packet[21 + i]) != i { throw .unsupported }
    default: throw .unsupported
    }
  }

  /// Writes the packet, 19 bytes. Throws `argument` unless mono or stereo, and `noSpace`.
  public func write(into out: inout MutableSpan<UInt8>) throws(Fault) -> Int {
    guard channels == 1 || channels == 2 else { throw .argument }
    var writer = ByteWriter(out.window(0..<out.count))
    writer.append("OpusHead")
    writer.byte(1)
    writer.byte(UInt8(channels))
    writer.little(UInt64(preSkip), 2)
    writer.little(UInt64(inputRate), 4)
    writer.little(UInt64(UInt16(bitPattern: outputGain)), 2)
    writer.byte(0)
    return try writer.finish()
  }
}

/// True when `packet` begins with an ASCII word of eight letters.
func begins(_ packet: Span<UInt8>, _ word: StaticString) -> Bool {
  guard packet.count >= 8, word.utf8CodeUnitCount == 8 else { return false }
  let start = unsafe word.utf8Start
  for i in 0..<8 where unsafe packet[i] != start[i] { return false }
  return true
}
