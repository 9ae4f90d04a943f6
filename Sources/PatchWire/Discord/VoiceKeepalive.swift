public import PatchBase

/// The small datagrams that keep a path through routers open. An answer may come, and means nothing when it does not.
public enum VoiceKeepalive {
  public static let length = 8

  /// Writes keepalive number `count`.
  public static func write(_ count: UInt32, into out: inout MutableSpan<UInt8>) throws(Fault) -> Int {
    var writer = ByteWriter(out.window(0..<out.count))
    writer.little(UInt64(count), 4)
    writer.big(0, 4)
    return try writer.finish()
  }

  /// True for what is no sound and no control report: echoes, pings, answers to a discovery.
  public static func isOther(_ bytes: Span<UInt8>) -> Bool {
    bytes.count <= length || bytes.count == VoiceDiscovery.length && bytes[0] == 0 || bytes[0] & 0xC0 != 0x80
  }
}
