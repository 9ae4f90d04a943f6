public import PatchBase

/// Reads one message of the Twilio media-stream dialect, of either direction.
///
/// - Members come in any order; strings and numbers both do for a number; any string may have escapes; unknown members and
///   unknown events are ignored (but must be JSON); `null` counts as absent.
/// - A member that is read and comes twice is `Fault.malformed`: two readers could disagree about it.
/// - A codec, rate or number of channels that is not carried here is `Fault.unsupported`.
public enum CarrierReader {
  /// Reads `message`. Texts and sound go to `scratch`; `message.count` bytes of it always suffice, fewer are
  /// `Fault.noSpace`. Nothing in `scratch` means anything after a fault.
  ///
  /// - Parameter linear: how a carrier that says L16 orders its bytes; `.l16` or `.l16Network`. No public document says.
  @_optimize(speed)
  public static func read(
    _ message: Span<UInt8>, scratch: inout MutableSpan<UInt8>, linear: Encoding = .l16
  ) throws(Fault) -> CarrierMessage {
    guard scratch.count >= message.count else { throw .noSpace(needed: message.count) }
    if let usual = CarrierTemplate.read(message, scratch: &scratch) { return usual }
    var parser = CarrierParser(message, linear: linear)
    try parser.pass(&scratch)
    if parser.isLate {
      // Something came before the event that gives it its meaning: once more, now that the event is known.
      parser = CarrierParser(message, linear: linear, kind: parser.message.kind)
      try parser.pass(&scratch)
    }
    try parser.check()
    return parser.message
  }
}
