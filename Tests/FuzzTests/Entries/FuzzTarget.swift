/// The parsers of what comes from outside. Each takes any bytes and may neither trap nor break a law that it states.
/// The fuzzer (`Tests/Fuzz/run`) and the replay of its corpora (`ReplayTests`) both come in here.
public enum FuzzTarget: String, CaseIterable, Sendable {
  case base64, json, carrier, messages, wav, ogg, rtp, transport, frames, structure, session, voice, connection

  public func run(_ input: [UInt8]) {
    switch self {
    case .base64: fuzzBase64(input)
    case .json: fuzzJSON(input)
    case .carrier: fuzzCarrier(input)
    case .messages: fuzzMessages(input)
    case .wav: fuzzWav(input)
    case .ogg: fuzzOgg(input)
    case .rtp: fuzzRTP(input)
    case .transport: fuzzTransport(input)
    case .frames: fuzzFrames(input)
    case .structure: fuzzStructure(input)
    case .session: fuzzSession(input)
    case .voice: fuzzVoice(input)
    case .connection: fuzzConnection(input)
    }
  }
}

/// A law that holds for every input.
func law(_ holds: Bool, _ what: StaticString, line: UInt = #line) {
  if !holds { fatalError("law broken: \(what) (line \(line))") }
}
