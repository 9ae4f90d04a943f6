public import PatchBase

/// Writes one JSON text into memory of the caller by its shape: what never changes is written as it stands, and what
/// does between it. Nothing here throws: past the end it only counts, a text that is not UTF-8 is remembered, and
/// `finish()` tells.
public struct JSONWriter: ~Copyable, ~Escapable {
  private var out: ByteWriter
  private var isMalformed = false
  private var hasMember = false

  @_lifetime(copy bytes)
  public init(_ bytes: consuming MutableSpan<UInt8>) { out = ByteWriter(bytes) }

  /// Writes the end; the length written, or `Fault.noSpace` with the length needed. `Fault.malformed` when a text was not
  /// UTF-8.
  @inline(never)
  @_lifetime(self: copy self)
  public mutating func finish(_ end: StaticString = "") throws(Fault) -> Int {
    write(end)
    guard !isMalformed else { throw .malformed }
    return try out.finish()
  }

  /// A part of the text as it stands.
  @inline(never)
  @_lifetime(self: copy self)
  public mutating func write(_ part: StaticString) { out.append(part) }

  /// A string with the escapes that RFC 8259 demands.
  @inline(never)
  @_lifetime(self: copy self)
  public mutating func string(_ text: Span<UInt8>) {
    out.byte(0x22)
    var start = 0
    while start < text.count {
      let end = JSONScan.plainEnd(text, from: start)
      out.append(text.window(start..<end))
      guard end < text.count else { break }
      let byte = text[end]
      if byte >= 0x80 {
        guard let length = JSONScan.sequenceLength(text, at: end) else { return isMalformed = true }
        out.append(text.window(end..<end + length))
        start = end + length
      } else {
        escape(byte)
        start = end + 1
      }
    }
    out.byte(0x22)
  }

  /// A member of an object that has only such; the first one begins it.
  @_lifetime(self: copy self)
  public mutating func member(_ name: Span<UInt8>, _ value: Span<UInt8>) {
    if hasMember { out.byte(0x2C) }
    hasMember = true
    string(name)
    out.byte(0x3A)
    string(value)
  }

  @inline(never)
  @_lifetime(self: copy self)
  public mutating func number(_ value: UInt64) { out.decimal(value) }

  /// A number as a string of digits.
  @inline(never)
  @_lifetime(self: copy self)
  public mutating func digits(_ value: UInt64) {
    out.byte(0x22)
    out.decimal(value)
    out.byte(0x22)
  }

  /// Bytes as a base64 string.
  @inline(never)
  @_lifetime(self: copy self)
  public mutating func base64(_ bytes: Span<UInt8>) {
    out.byte(0x22)
    out.reserve(Base64.encodedCount(bytes.count)) { room in
      // The room was cut to the exact length, so this cannot fail.
      _ = Base64.encode(whole: bytes, into: &room)
    }
    out.byte(0x22)
  }

  /// One ASCII character as it stands.
  @_lifetime(self: copy self)
  mutating func character(_ value: UInt8) { out.byte(value) }

  /// `byte` is a quote, a backslash or a control character.
  @inline(never)
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
