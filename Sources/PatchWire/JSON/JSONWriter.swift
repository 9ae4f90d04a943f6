public import PatchBase

/// Writes one JSON text without spaces into memory of the caller. Past the end it only counts; `finish()` then says how much
/// would do. Commas are its business; that keys and values alternate is the caller's.
public struct JSONWriter: ~Copyable, ~Escapable {
  private var out: ByteWriter
  private var needsComma = false

  @_lifetime(copy bytes)
  public init(_ bytes: consuming MutableSpan<UInt8>) { out = ByteWriter(bytes) }

  /// The length written, or `Fault.noSpace` with the length needed.
  public func finish() throws(Fault) -> Int { try out.finish() }

  @_lifetime(self: copy self)
  public mutating func beginObject() { open(0x7B) }

  @_lifetime(self: copy self)
  public mutating func endObject() { close(0x7D) }

  @_lifetime(self: copy self)
  public mutating func beginArray() { open(0x5B) }

  @_lifetime(self: copy self)
  public mutating func endArray() { close(0x5D) }

  /// A member's name that needs no escapes.
  @_lifetime(self: copy self)
  public mutating func key(_ name: StaticString) {
    literal(name)
    out.byte(0x3A)
    needsComma = false
  }

  /// A member's name. `Fault.malformed` when it is not UTF-8.
  @_lifetime(self: copy self)
  public mutating func key(_ name: Span<UInt8>) throws(Fault) {
    try string(name)
    out.byte(0x3A)
    needsComma = false
  }

  /// A string that needs no escapes.
  @_lifetime(self: copy self)
  public mutating func literal(_ text: StaticString) {
    separate()
    out.byte(0x22)
    out.append(text)
    out.byte(0x22)
  }

  /// A string with the escapes that RFC 8259 demands. `Fault.malformed` when it is not UTF-8.
  @_lifetime(self: copy self)
  public mutating func string(_ text: Span<UInt8>) throws(Fault) {
    separate()
    out.byte(0x22)
    var start = 0
    while start < text.count {
      let end = JSONScan.plainEnd(text, from: start)
      out.append(text.window(start..<end))
      guard end < text.count else { break }
      let byte = text[end]
      if byte >= 0x80 {
        guard let length = JSONScan.sequenceLength(text, at: end) else { throw .malformed }
        out.append(text.window(end..<end + length))
        start = end + length
      } else {
        escape(byte)
        start = end + 1
      }
    }
    out.byte(0x22)
  }

  /// A string of one printable ASCII character that needs no escape.
  @_lifetime(self: copy self)
  public mutating func character(_ value: UInt8) {
    separate()
    out.byte(0x22)
    out.byte(value)
    out.byte(0x22)
  }

  @_lifetime(self: copy self)
  public mutating func number(_ value: UInt64) {
    separate()
    out.decimal(value)
  }

  /// −1, which some formats have for "none".
  @_lifetime(self: copy self)
  mutating func minusOne() {
    separate()
    out.append("-1")
  }

  /// A number as a string of digits.
  @_lifetime(self: copy self)
  public mutating func digits(_ value: UInt64) {
    separate()
    out.byte(0x22)
    out.decimal(value)
    out.byte(0x22)
  }

  @_lifetime(self: copy self)
  public mutating func bool(_ value: Bool) {
    separate()
    if value { out.append("true") } else { out.append("false") }
  }

  @_lifetime(self: copy self)
  public mutating func null() {
    separate()
    out.append("null")
  }

  /// Bytes as a base64 string.
  @_lifetime(self: copy self)
  public mutating func base64(_ bytes: Span<UInt8>) {
    separate()
    out.byte(0x22)
    out.reserve(Base64.encodedCount(bytes.count)) { room in
      // The room was cut to the exact length, so this cannot fail.
      _ = Base64.encode(whole: bytes, into: &room)
    }
    out.byte(0x22)
  }

  @_lifetime(self: copy self)
  private mutating func separate() {
    if needsComma { out.byte(0x2C) }
    needsComma = true
  }

  @_lifetime(self: copy self)
  private mutating func open(_ bracket: UInt8) {
    separate()
    out.byte(bracket)
    needsComma = false
  }

  @_lifetime(self: copy self)
  private mutating func close(_ bracket: UInt8) {
    out.byte(bracket)
    needsComma = true
  }

  /// `byte` is a quote, a backslash or a control character.
  @_lifetime(self: copy self)
  private mutating func escape(_ byte: UInt8) {
    out.byte(0x5C)
    switch byte {
    case 0x22, 0x5C: out.byte(byte)
    case 0x08: out.byte(0x62)
    case 0x09: out.byte(0x74)
    case 0x0A: out.byte(0x6E)
    case 0x0C: out.byte(0x66)
    case 0x0D: out.byte(0x72)
    default:
      out.append("u00")
      out.byte(0x30 + byte >> 4)
      out.byte(byte & 0xF < 10 ? 0x30 + byte & 0xF : 0x57 + byte & 0xF)
    }
  }
}
