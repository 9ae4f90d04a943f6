public import PatchBase

/// Reads what a voice gateway (version 8) sends.
public enum VoiceReader {
  /// How much scratch memory a message needs.
  public static let scratch = 128

  /// Reads a text message. The server's address and the secret key go to `scratch`, of at least `VoiceReader.scratch`
  /// bytes; the rest is in the message returned.
  ///
  /// Members come in any order, numbers as numbers or texts; unknown members and ops are passed over, but must be JSON.
  /// `malformed` for what is no message, or lacks what its op must have.
  public static func read(_ text: Span<UInt8>, scratch: inout MutableSpan<UInt8>) throws(Fault) -> VoiceMessage {
    guard scratch.count >= VoiceReader.scratch else { throw .noSpace(needed: VoiceReader.scratch) }
    var parser = VoiceParser(text)
    try parser.pass(&scratch)
    try parser.check()
    return parser.message
  }

  /// Takes a binary message apart: its sequence number, its op and where what the op carries begins.
  ///
  /// `malformed` for less than three bytes.
  public static func binary(_ bytes: Span<UInt8>) throws(Fault) -> (
    sequence: UInt16, number: UInt8, payload: Range<Int>
  ) {
    guard bytes.count >= 3 else { throw .malformed }
    return (UInt16(bytes[0]) << 8 | UInt16(bytes[1]), bytes[2], 3..<bytes.count)
  }
}
