internal import PatchBase

/// One pass over one message.
struct CarrierParser: ~Escapable {
  private(set) var message = CarrierMessage()
  /// True when a part was passed over because the event was not yet known.
  private(set) var isLate = false

  private var json: JSONReader
  private let linear: Encoding
  private var kind: CarrierKind?
  private var innerSid = 0..<0
  /// How much of the scratch memory is taken. Never more than has been read of the message.
  private var used = 0

  /// - Parameter kind: the event, if an earlier pass has found it.
  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>, linear: Encoding, kind: CarrierKind? = nil) {
    json = JSONReader(bytes)
    self.linear = linear
    self.kind = kind
  }

  /// Reads the whole text.
  @inline(never)  // called from two places, and big
  @_lifetime(self: copy self)
  mutating func pass(_ scratch: inout MutableSpan<UInt8>) throws(Fault) {
    var seen = CarrierMembers()
    try json.beginObject()
    while let member = try nextMember(&seen) {
      switch member {
      case .event:
        let name = try json.string()
        kind = event(name)
      case .sequenceNumber: message.sequenceNumber = try json.count()
      case .streamSid: message.streamSid = try text(&scratch)
      case .protocolName, .version, .media, .start, .mark, .dtmf, .stop:
        guard let kind else {
          isLate = true
          try json.skip()
          continue
        }
        try part(member, of: kind, &scratch)
      default: try json.skip()
      }
    }
    try json.end()
    guard let kind else { throw .malformed }
    message.kind = kind
    if message.streamSid.isEmpty {
      message.streamSid = innerSid
    } else if !innerSid.isEmpty {
      guard innerSid.count == message.streamSid.count else { throw .malformed }
      for i in 0..<innerSid.count where scratch[innerSid.lowerBound + i] != scratch[message.streamSid.lowerBound + i] {
        throw .malformed
      }
    }
  }

  /// What an event may not come without.
  func check() throws(Fault) {
    switch message.kind {
    case .unknown, .connected, .stop, .clear: break
    case .start: guard message.format != nil, !message.streamSid.isEmpty else { throw .malformed }
    case .media: guard hasPayload else { throw .malformed }
    case .dtmf: guard message.digit != 0 else { throw .malformed }
    case .mark: guard hasName else { throw .malformed }
    }
  }

  private var hasPayload = false
  private var hasName = false

  /// A member whose meaning hangs on the event.
  @_lifetime(self: copy self)
  private mutating func part(
    _ member: CarrierMember, of kind: CarrierKind, _ scratch: inout MutableSpan<UInt8>
  ) throws(Fault) {
    switch (kind, member) {
    case (.connected, .protocolName): message.protocolName = try text(&scratch)
    case (.connected, .version): message.protocolVersion = try text(&scratch)
    case (.start, .start), (.media, .media), (.dtmf, .dtmf), (.mark, .mark), (.stop, .stop):
      try body(of: kind, &scratch)
    default: try json.skip()
    }
  }

  /// The object that is named as the event, and says what it is about.
  @_lifetime(self: copy self)
  private mutating func body(of kind: CarrierKind, _ scratch: inout MutableSpan<UInt8>) throws(Fault) {
    var seen = CarrierMembers()
    try json.beginObject()
    while let member = try nextMember(&seen) {
      switch (kind, member) {
      case (.start, .streamSid): innerSid = try text(&scratch)
      case (.start, .accountSid), (.stop, .accountSid): message.accountSid = try text(&scratch)
      case (.start, .callSid), (.stop, .callSid): message.callSid = try text(&scratch)
      case (.start, .tracks): try tracks()
      case (.start, .mediaFormat): try format()
      case (.start, .customParameters):
        guard try json.kind() == .object else { throw .malformed }
        message.parameters = try json.skip()
      case (.media, .track): message.track = try track()
      case (.media, .chunk): message.chunk = try json.count()
      case (.media, .timestamp): message.timestamp = try json.count()
      case (.media, .payload):
        var room = scratch.window(used..<scratch.count)
        let length = try json.base64(into: &room)
        message.payload = used..<used + length
        used += length
        hasPayload = true
      case (.dtmf, .digit): try digit(&scratch)
      case (.mark, .name):
        message.markName = try text(&scratch)
        hasName = true
      default: try json.skip()
      }
    }
  }

  @_lifetime(self: copy self)
  private mutating func digit(_ scratch: inout MutableSpan<UInt8>) throws(Fault) {
    if try json.kind() == .number {
      let number = try json.count()
      guard number < 10 else { throw .malformed }
      message.digit = 0x30 + UInt8(number)
    } else {
      let range = try text(&scratch)
      guard range.count == 1, let key = CarrierDigit.canonical(scratch[range.lowerBound]) else { throw .malformed }
      message.digit = key
    }
  }

  @_lifetime(self: copy self)
  private mutating func format() throws(Fault) {
    var seen = CarrierMembers()
    var encoding: Encoding?
    var rate: UInt64 = 8000
    var channels: UInt64 = 1
    var isNamed = false
    try json.beginObject()
    while let member = try nextMember(&seen) {
      switch member {
      case .encoding:
        let name = try json.string()
        encoding = CarrierFormat.encoding(json.bytes.window(name.range), isEscaped: name.isEscaped, linear: linear)
        isNamed = true
      case .sampleRate: rate = try json.count()
      case .channels: channels = try json.count()
      default: try json.skip()
      }
    }
    guard isNamed else { throw .malformed }
    guard let encoding, channels == 1, CarrierFormat.carries(encoding, rate) else { throw .unsupported }
    message.format = AudioFormat(encoding, sampleRate: Int32(rate))
  }

  @_lifetime(self: copy self)
  private mutating func tracks() throws(Fault) {
    try json.beginArray()
    while try json.nextElement() {
      switch try track() {
      case .inbound: message.tracks.insert(.inbound)
      case .outbound: message.tracks.insert(.outbound)
      }
    }
  }

  @_lifetime(self: copy self)
  private mutating func track() throws(Fault) -> CarrierTrack {
    let name = try json.string()
    if json.matches(name, "inbound") || json.matches(name, "inbound_track") { return .inbound }
    if json.matches(name, "outbound") || json.matches(name, "outbound_track") { return .outbound }
    throw .malformed
  }

  @_lifetime(self: copy self)
  private mutating func event(_ name: JSONString) -> CarrierKind {
    if json.matches(name, "media") { return .media }
    if json.matches(name, "mark") { return .mark }
    if json.matches(name, "dtmf") { return .dtmf }
    if json.matches(name, "clear") { return .clear }
    if json.matches(name, "start") { return .start }
    if json.matches(name, "stop") { return .stop }
    if json.matches(name, "connected") { return .connected }
    return .unknown
  }

  /// The next member that is known, not null and new in its object, with the reader before its value; nil when the object
  /// is over.
  @_lifetime(self: copy self)
  private mutating func nextMember(_ seen: inout CarrierMembers) throws(Fault) -> CarrierMember? {
    while let name = try json.nextKey() {
      guard let member = CarrierMember.find(name, in: json) else {
        try json.skip()
        continue
      }
      try seen.note(member)
      if try json.kind() == .null { try json.null() } else { return member }
    }
    return nil
  }

  /// A string's text, put into scratch.
  @_lifetime(self: copy self)
  private mutating func text(_ scratch: inout MutableSpan<UInt8>) throws(Fault) -> Range<Int> {
    let string = try json.string()
    var room = scratch.window(used..<scratch.count)
    let length = try json.text(of: string, into: &room)
    let range = used..<used + length
    used += length
    return range
  }
}
