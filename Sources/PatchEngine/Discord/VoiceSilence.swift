internal import PatchBase

/// The Opus frame of silence that ends speech, and begins a session.
enum VoiceSilence {
  /// How many of them.
  static let count = 5

  /// Writes a packet of silence; gives its length.
  static func write(_ packet: inout Block<UInt8>) -> Int {
    packet[0] = 0xF8
    packet[1] = 0xFF
    packet[2] = 0xFE
    return 3
  }

  static func matches(_ opus: Span<UInt8>) -> Bool {
    opus.count == 3 && opus[0] == 0xF8 && opus[1] == 0xFF && opus[2] == 0xFE
  }
}
