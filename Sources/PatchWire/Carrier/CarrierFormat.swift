internal import PatchBase

/// The names of sound formats, as carriers spell them.
enum CarrierFormat {
  /// The encoding that `mediaFormat.encoding` names, or nil for one that is not carried here. Upper and lower case,
  /// "audio/" and "x-" make no difference.
  static func encoding(_ raw: Span<UInt8>, isEscaped: Bool, linear: Encoding) -> Encoding? {
    // Longer than the longest name with its every letter escaped: not one of ours.
    guard raw.count <= 128 else { return nil }
    var memory = InlineArray<128, UInt8>(repeating: 0)
    var room = memory.mutableSpan
    guard let length = try? JSONText.copy(raw, isEscaped: isEscaped, into: &room) else { return nil }
    for i in 0..<length { if case 0x41...0x5A = room[i] { room[i] |= 0x20 } }
    var name = memory.span.window(0..<length)
    if length >= 6, name.window(0..<6).equals("audio/") { name = name.window(6..<name.count) }
    if name.count >= 2, name.window(0..<2).equals("x-") { name = name.window(2..<name.count) }
    if name.equals("mulaw") || name.equals("ulaw") || name.equals("pcmu") { return .mulaw }
    if name.equals("alaw") || name.equals("pcma") { return .alaw }
    if name.equals("l16") || name.equals("linear16") { return linear }
    return nil
  }

  /// True for the rates that the encoding comes in.
  static func carries(_ encoding: Encoding, _ rate: UInt64) -> Bool {
    switch encoding {
    case .mulaw, .alaw: rate == 8000
    case .l16, .l16Network: rate == 8000 || rate == 16000 || rate == 24000
    }
  }
}
