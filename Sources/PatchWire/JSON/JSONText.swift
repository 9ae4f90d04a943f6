internal import PatchBase

/// From the bytes between the quotes to the text they mean. The bytes are checked already; bytes that are not are
/// `Fault.malformed`, never a trap.
enum JSONText {
  static func copy(
    _ raw: Span<UInt8>, isEscaped: Bool, into room: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    guard room.count >= raw.count else { throw .noSpace(needed: raw.count) }
    guard isEscaped else { return room.copy(from: raw) }
    var read = 0
    var written = 0
    while read < raw.count {
      if raw[read] != 0x5C {
        room[written] = raw[read]
        read += 1
        written += 1
        continue
      }
      let (scalar, length) = try scalar(raw, at: read)
      read += length
      written = append(scalar, to: &room, at: written)
    }
    return written
  }

  /// The number that the digits make; anything else among them, none at all or more than 2⁶⁴−1 is `Fault.malformed`.
  static func decimal(_ digits: Span<UInt8>) throws(Fault) -> UInt64 {
    guard digits.count > 0 else { throw .malformed }
    var value: UInt64 = 0
    for i in 0..<digits.count {
      let digit = digits[i] &- 0x30  // what stands before "0" wraps to above 9
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(UInt64(digit))
      guard digit < 10, !overflow, !carry else { throw .malformed }
      value = sum
    }
    return value
  }

  /// True when the text is the ASCII literal.
  static func matches(_ raw: Span<UInt8>, _ literal: StaticString) -> Bool {
    let wanted = literal.bytes
    var read = 0
    for i in 0..<wanted.count {
      guard read < raw.count else { return false }
      if raw[read] != 0x5C {
        guard raw[read] == wanted[i] else { return false }
        read += 1
      } else {
        guard let (scalar, length) = try? scalar(raw, at: read), scalar == UInt32(wanted[i]) else { return false }
        read += length
      }
    }
    return read == raw.count
  }

  /// The character that the escape at `i` stands for, and the escape's length.
  private static func scalar(_ raw: Span<UInt8>, at i: Int) throws(Fault) -> (UInt32, Int) {
    guard i + 1 < raw.count else { throw .malformed }
    switch raw[i + 1] {
    case 0x22, 0x5C, 0x2F: return (UInt32(raw[i + 1]), 2)
    case 0x62: return (0x08, 2)
    case 0x66: return (0x0C, 2)
    case 0x6E: return (0x0A, 2)
    case 0x72: return (0x0D, 2)
    case 0x74: return (0x09, 2)
    case 0x75:
      guard let unit = JSONScan.unit(raw, at: i + 2) else { throw .malformed }
      guard unit & 0xF800 == 0xD800 else { return (unit, 6) }
      guard let low = JSONScan.unit(raw, at: i + 8) else { throw .malformed }
      return (0x10000 + (unit & 0x3FF) << 10 + low & 0x3FF, 12)
    default: throw .malformed
    }
  }

  /// Never longer than the escape that it came from.
  private static func append(_ scalar: UInt32, to room: inout MutableSpan<UInt8>, at start: Int) -> Int {
    var i = start
    func tail(_ shift: UInt32) -> UInt8 { 0x80 | UInt8(truncatingIfNeeded: scalar >> shift & 0x3F) }
    switch scalar {
    case 0..<0x80:
      room[i] = UInt8(scalar)
    case 0x80..<0x800:
      room[i] = 0xC0 | UInt8(scalar >> 6)
      i += 1
      room[i] = tail(0)
    case 0x800..<0x10000:
      room[i] = 0xE0 | UInt8(scalar >> 12)
      room[i + 1] = tail(6)
      room[i + 2] = tail(0)
      i += 2
    default:
      room[i] = 0xF0 | UInt8(truncatingIfNeeded: scalar >> 18)
      room[i + 1] = tail(12)
      room[i + 2] = tail(6)
      room[i + 3] = tail(0)
      i += 3
    }
    return i + 1
  }
}
