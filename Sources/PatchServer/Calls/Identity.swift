import PatchNet

/// Names for calls and legs: sortable by time, unique, and short enough to read out of a log.
enum Identity {
  static func make(_ kind: String) -> String {
    let time = String(WallClock.microseconds() / 1000, radix: 36)
    let chance = SecureRandom.bytes(5).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
    return kind + "-" + time + "-" + chance.joined()
  }
}
