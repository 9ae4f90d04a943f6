internal import PatchBase
internal import PatchWire

/// What a leg's sound is and which stream it belongs to, read once when the leg is made.
struct LegStream: ~Copyable {
  /// The longest stream identity, in bytes.
  static let sidLimit = 256
  /// The longest `start` message, in bytes.
  static let startLimit = 1 << 20

  private(set) var format: AudioFormat
  private var sid: Block<UInt8>

  init(_ settings: LegSettings, _ startMessage: Span<UInt8>, _ memory: inout Memory) {
    format = .telephone
    sid = Block(0, &memory)
    do { try read(settings, startMessage, &memory) } catch { memory.note(error) }
  }

  private mutating func read(
    _ settings: LegSettings, _ startMessage: Span<UInt8>, _ memory: inout Memory
  ) throws(Fault) {
    guard settings.kind == .carrier else {
      guard startMessage.count == 0, settings.kind == .discord || LegSettings.supports(settings.format) else {
        throw .argument
      }
      // Discord: Opus, whatever it carries, on its own clock.
      format = settings.kind == .pcm ? settings.format : AudioFormat(.l16, sampleRate: 48_000)
      return
    }
    guard startMessage.count <= LegStream.startLimit else { throw .malformed }
    guard var scratch = Slab<UInt8>(count: startMessage.count, filledWith: 0) else { throw .noMemory }
    let message = try LegStream.read(startMessage, &scratch)
    guard message.kind == .start, message.streamSid.count > 0, message.streamSid.count <= LegStream.sidLimit,
      let format = message.format
    else { throw .malformed }
    guard LegSettings.supports(format) else { throw .unsupported }
    self.format = format
    sid = Block(message.streamSid.count, &memory)
    try memory.check()
    sid.store(scratch.span.window(message.streamSid))
  }

  /// The stream's identity; empty for all but a carrier.
  consuming func takeSid() -> Block<UInt8> { sid }

  private static func read(
    _ message: Span<UInt8>, _ scratch: inout Slab<UInt8>
  ) throws(Fault) -> CarrierMessage {
    var memory = scratch.mutableSpan
    return try CarrierReader.read(message, scratch: &memory)
  }
}
