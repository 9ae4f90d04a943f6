internal import PatchBase

/// One pass over one text message.
struct VoiceParser: ~Escapable {
  private(set) var message = VoiceMessage()
  private var json: JSONReader
  private var hasOp = false

  @_lifetime(copy text)
  init(_ text: Span<UInt8>) { json = JSONReader(text) }

  @inline(never)
  @_lifetime(self: copy self)
  mutating func pass(_ scratch: inout MutableSpan<UInt8>) throws(Fault) {
    var body = 0..<0
    try json.beginObject()
    while let name = try nextMember() {
      if json.matches(name, "op") {
        message.number = try whole()
        hasOp = true
      } else if json.matches(name, "seq") {
        message.sequence = UInt16(truncatingIfNeeded: try whole())
      } else if json.matches(name, "d"), try json.kind() == .object {
        // The op may come after it.
        body = try json.skip()
      } else {
        try json.skip()
      }
    }
    try json.end()
    guard hasOp else { throw .malformed }
    guard let op = message.op, !body.isEmpty else { return }
    json = try JSONReader(json.bytes, insideObjectAt: body.lowerBound)
    while let name = try nextMember() { try member(name, of: op, &scratch) }
  }

  /// What an op may not come without.
  func check() throws(Fault) {
    switch message.op {
    case .ready: guard message.ssrc != 0, !message.address.isEmpty, message.port != 0 else { throw .malformed }
    case .sessionDescription: guard message.key.count == 32 else { throw .malformed }
    case .hello: guard message.heartbeatInterval > 0 else { throw .malformed }
    case .speaking, .video, .clientDisconnect: guard message.user != nil else { throw .malformed }
    case .clientsConnect: guard !message.users.isEmpty else { throw .malformed }
    default: break
    }
  }

  @inline(never)
  @_lifetime(self: copy self)
  private mutating func member(
    _ name: JSONString, of op: VoiceOp, _ scratch: inout MutableSpan<UInt8>
  ) throws(Fault) {
    switch op {
    case .ready:
      if json.matches(name, "ssrc") {
        message.ssrc = UInt32(try whole(0xFFFF_FFFF))
      } else if json.matches(name, "port") {
        message.port = UInt16(try whole(0xFFFF))
      } else if json.matches(name, "ip") {
        try address(&scratch)
      } else if json.matches(name, "modes") {
        try modes()
      } else {
        try json.skip()
      }
    case .sessionDescription:
      if json.matches(name, "mode") {
        message.mode = try mode()
      } else if json.matches(name, "secret_key") {
        try key(&scratch)
      } else if json.matches(name, "dave_protocol_version") {
        message.daveVersion = try whole()
      } else {
        try json.skip()
      }
    case .speaking, .video, .clientDisconnect:
      if json.matches(name, "user_id") {
        message.user = try json.count()
      } else if json.matches(name, op == .video ? "audio_ssrc" : "ssrc") {
        message.ssrc = UInt32(try whole(0xFFFF_FFFF))
      } else if json.matches(name, "speaking") {
        message.speaking = try whole()
      } else {
        try json.skip()
      }
    case .clientsConnect:
      if json.matches(name, "user_ids") { try users() } else { try json.skip() }
    case .hello, .heartbeat, .heartbeatAck:
      if json.matches(name, "heartbeat_interval") {
        message.heartbeatInterval = try whole()
      } else if json.matches(name, "t") {
        message.nonce = try whole()
      } else {
        try json.skip()
      }
    case .davePrepareTransition, .daveExecuteTransition, .davePrepareEpoch:
      if json.matches(name, "transition_id") {
        message.transition = UInt16(try whole(0xFFFF))
      } else if json.matches(name, "protocol_version") {
        message.daveVersion = try whole()
      } else if json.matches(name, "epoch") {
        message.epoch = try whole()
      } else {
        try json.skip()
      }
    default: try json.skip()
    }
  }

  /// The next member that is not null, with the reader before its value; nil when the object is over.
  @inline(never)
  @_lifetime(self: copy self)
  private mutating func nextMember() throws(Fault) -> JSONString? {
    while let name = try json.nextKey() {
      guard try json.kind() == .null else { return name }
      try json.null()
    }
    return nil
  }

  /// A number's whole part: 41250 and 41250.0 are the same here. Below zero is `malformed`.
  @inline(never)
  @_lifetime(self: copy self)
  private mutating func whole() throws(Fault) -> UInt64 {
    guard try json.kind() == .number else { return try json.count() }
    let range = try json.number()
    var end = range.lowerBound
    while end < range.upperBound, json.bytes[end] != 0x2E { end += 1 }
    return try JSONText.decimal(json.bytes.window(range.lowerBound..<end))
  }

  /// One that is at most `most`.
  @_lifetime(self: copy self)
  private mutating func whole(_ most: UInt64) throws(Fault) -> UInt64 {
    let number = try whole()
    guard number <= most else { throw .malformed }
    return number
  }

  /// An IP address is at most 45 characters long; no other text passes.
  @inline(never)
  @_lifetime(self: copy self)
  private mutating func address(_ scratch: inout MutableSpan<UInt8>) throws(Fault) {
    let text = try json.string()
    guard text.range.count <= 45, !text.isEscaped else { throw .malformed }
    var room = scratch.window(32..<scratch.count)
    message.address = 32..<32 + (try json.text(of: text, into: &room))
    for i in message.address {
      switch scratch[i] {
      case 0x2E, 0x30...0x3A, 0x41...0x46, 0x61...0x66: break
      default: throw .malformed
      }
    }
  }

  @inline(never)
  @_lifetime(self: copy self)
  private mutating func modes() throws(Fault) {
    try json.beginArray()
    while try json.nextElement() {
      if let mode = try mode() { message.modes.insert(VoiceModes(mode)) }
    }
  }

  @inline(never)
  @_lifetime(self: copy self)
  private mutating func mode() throws(Fault) -> VoiceMode? {
    let name = try json.string()
    if json.matches(name, VoiceMode.aes256gcm.name) { return .aes256gcm }
    if json.matches(name, VoiceMode.xchacha20poly1305.name) { return .xchacha20poly1305 }
    return nil
  }

  @inline(never)
  @_lifetime(self: copy self)
  private mutating func key(_ scratch: inout MutableSpan<UInt8>) throws(Fault) {
    var count = 0
    try json.beginArray()
    while try json.nextElement() {
      guard count < 32 else { throw .malformed }
      scratch[count] = UInt8(try whole(0xFF))
      count += 1
    }
    guard count == 32 else { throw .malformed }
    message.key = 0..<32
  }

  /// Every one is read once here, so that walking them later cannot fail.
  @inline(never)
  @_lifetime(self: copy self)
  private mutating func users() throws(Fault) {
    guard try json.kind() == .array else { throw .malformed }
    let start = json.offset
    try json.beginArray()
    while try json.nextElement() { _ = try json.count() }
    message.users = start..<json.offset
  }
}
