internal import PatchBase
internal import PatchWire

/// What a leg's sound is and which stream it belongs to, read once when the leg is made.
struct LegStream: ~Copyable {
  /// The longest stream identity, in bytes.
  static let sidLimit = 256
  /// The longest `start` message, in bytes.
  static let startLimit = 1 << 20

  let format: AudioFormat
  private let sid: Slab<UInt8>

  init(_ settings: LegSettings, _ startMessage: Span<UInt8>) throws(Fault) {
    switch settings.kind {
    case .pcm:
      guard LegSettings.supports(settings.format), startMessage.count == 0 else { throw .argument }
      guard let none = Slab<UInt8>(count: 0, filledWith: 0) else { throw .noMemory }
      format = settings.format
      sid = none
    case .discord:
      guard startMessage.count == 0 else { throw .argument }
      guard let none = Slab<UInt8>(count: 0, filledWith: 0) else { throw .noMemory }
      format = AudioFormat(.l16, sampleRate: 48_000)  // Opus, whatever it carries, on its own clock
      sid = none
    case .carrier:
      guard startMessage.count <= LegStream.startLimit else { throw .malformed }
      guard var scratch = Slab<UInt8>(count: startMessage.count, filledWith: 0) else { throw .noMemory }
      let message = try LegStream.read(startMessage, &scratch)
      guard message.kind == .start, message.streamSid.count > 0, message.streamSid.count <= LegStream.sidLimit,
        let format = message.format
      else { throw .malformed }
      guard LegSettings.supports(format) else { throw .unsupported }
      guard var name = Slab<UInt8>(count: message.streamSid.count, filledWith: 0) else { throw .noMemory }
      scratch.load(message.streamSid, into: &name)
      self.format = format
      sid = name
    }
  }

  /// The stream's identity; empty for all but a carrier.
  consuming func takeSid() -> Slab<UInt8> { sid }

  private static func read(
    _ message: Span<UInt8>, _ scratch: inout Slab<UInt8>
  ) throws(Fault) -> CarrierMessage {
    var memory = scratch.mutableSpan
    return try CarrierReader.read(message, scratch: &memory)
  }
}
