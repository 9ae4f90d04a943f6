internal import PatchBase

// Ready-made sound may be sent ahead to a listener who hears nothing else.
extension Room {
  /// Serves a listener ahead of the live cursor, where that is right. True when that was all for this tick; otherwise
  /// the live frame is still to come.
  mutating func serveAhead(_ index: Int, _ number: UInt64) -> Bool { false }
}
