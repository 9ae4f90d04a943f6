/// The clear part of an RTP packet, and what stands in its encrypted part.
struct MediaPacket: Equatable, Sendable {
  static let audio: UInt8 = 0x78

  let marker: Bool
  let kind: UInt8
  let sequence: UInt16
  let timestamp: UInt32
  let ssrc: UInt32
  /// How much of the packet is authenticated and not encrypted: fixed header, contributors, preamble of the extension.
  let headerCount: Int
  private let extensionWords: Int
  private let isPadded: Bool

  init?(_ bytes: [UInt8]) {
    guard bytes.count >= 32, bytes[0] >> 6 == 2 else { return nil }
    func word(_ at: Int) -> UInt32 { bytes[at..<at + 4].reduce(0) { $0 << 8 | UInt32($1) } }
    marker = bytes[1] & 0x80 != 0
    kind = bytes[1] & 0x7F
    sequence = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
    timestamp = word(4)
    ssrc = word(8)
    isPadded = bytes[0] & 0x20 != 0
    var count = 12 + 4 * Int(bytes[0] & 0x0F)
    if bytes[0] & 0x10 != 0 {
      guard bytes.count >= count + 4 else { return nil }
      extensionWords = Int(word(count) & 0xFFFF)
      count += 4
    } else {
      extensionWords = 0
    }
    guard bytes.count >= count + 20 else { return nil }
    headerCount = count
  }

  /// The media alone: without the extension's body before it and the padding behind it.
  func payload(of body: [UInt8]) -> [UInt8]? {
    guard body.count >= 4 * extensionWords else { return nil }
    var payload = body[(4 * extensionWords)...]
    if isPadded {
      guard let last = payload.last, last > 0, Int(last) < payload.count else { return nil }
      payload = payload.dropLast(Int(last))
    }
    return payload.isEmpty ? nil : Array(payload)
  }

  /// The packet as a voice server passes it on: with an extension of its own, padded when `padding` is above 0.
  func forwarded(_ payload: [UInt8], padding: Int) -> (header: [UInt8], body: [UInt8]) {
    var header: [UInt8] = [0x90 | (padding > 0 ? 0x20 : 0), marker ? kind | 0x80 : kind]
    header += [UInt8(sequence >> 8), UInt8(sequence & 0xFF)]
    for value in [timestamp, ssrc] { header += (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
    header += [0xBE, 0xDE, 0, 1]
    // Audio level, with voice; speaking by microphone.
    var body: [UInt8] = [0x10, 0x80 | 30, 0x90, 0x02] + payload
    if padding > 0 { body += [UInt8](repeating: 0, count: padding - 1) + [UInt8(padding)] }
    return (header, body)
  }

  /// RTCP shares the port.
  static func isControl(_ bytes: [UInt8]) -> Bool {
    bytes.count > 1 && bytes[0] >> 6 == 2 && (200...206).contains(bytes[1])
  }
}
