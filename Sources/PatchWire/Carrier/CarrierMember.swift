internal import PatchBase

/// The names that mean something in the dialect.
enum CarrierMember: UInt32 {
  case event, sequenceNumber, streamSid, protocolName, version
  case media, start, mark, dtmf, stop
  case accountSid, callSid, tracks, mediaFormat, customParameters
  case encoding, sampleRate, channels
  case track, chunk, timestamp, payload
  case digit, name

  var text: StaticString {
    switch self {
    case .event: "event"
    case .sequenceNumber: "sequenceNumber"
    case .streamSid: "streamSid"
    case .protocolName: "protocol"
    case .version: "version"
    case .media: "media"
    case .start: "start"
    case .mark: "mark"
    case .dtmf: "dtmf"
    case .stop: "stop"
    case .accountSid: "accountSid"
    case .callSid: "callSid"
    case .tracks: "tracks"
    case .mediaFormat: "mediaFormat"
    case .customParameters: "customParameters"
    case .encoding: "encoding"
    case .sampleRate: "sampleRate"
    case .channels: "channels"
    case .track: "track"
    case .chunk: "chunk"
    case .timestamp: "timestamp"
    case .payload: "payload"
    case .digit: "digit"
    case .name: "name"
    }
  }

  /// The member called so, or nil for a name that means nothing here.
  static func find(_ name: JSONString, in json: borrowing JSONReader) -> CarrierMember? {
    if name.isEscaped {
      for raw in 0..<UInt32(24) {
        if let member = CarrierMember(rawValue: raw), json.matches(name, member.text) { return member }
      }
      return nil
    }
    let text = json.bytes.window(name.range)
    guard let guess = guess(text), text.equals(guess.text) else { return nil }
    return guess
  }

  /// The one name of this length with this first letter.
  private static func guess(_ text: Span<UInt8>) -> CarrierMember? {
    guard text.count > 0 else { return nil }
    switch (text.count, text[0]) {
    case (4, 0x6D): return .mark
    case (4, 0x64): return .dtmf
    case (4, 0x73): return .stop
    case (4, 0x6E): return .name
    case (5, 0x65): return .event
    case (5, 0x6D): return .media
    case (5, 0x73): return .start
    case (5, 0x74): return .track
    case (5, 0x63): return .chunk
    case (5, 0x64): return .digit
    case (6, 0x74): return .tracks
    case (7, 0x63): return .callSid
    case (7, 0x76): return .version
    case (7, 0x70): return .payload
    case (8, 0x65): return .encoding
    case (8, 0x70): return .protocolName
    case (8, 0x63): return .channels
    case (9, 0x73): return .streamSid
    case (9, 0x74): return .timestamp
    case (10, 0x61): return .accountSid
    case (10, 0x73): return .sampleRate
    case (11, 0x6D): return .mediaFormat
    case (14, 0x73): return .sequenceNumber
    case (16, 0x63): return .customParameters
    default: return nil
    }
  }
}

/// Which members of one object have been seen.
struct CarrierMembers {
  private var bits: UInt32 = 0

  /// Remembers `member`; a second time is a fault.
  mutating func note(_ member: CarrierMember) throws(Fault) {
    let bit = UInt32(1) << member.rawValue
    guard bits & bit == 0 else { throw .malformed }
    bits |= bit
  }
}
