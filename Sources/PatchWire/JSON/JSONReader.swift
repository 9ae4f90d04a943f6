public import PatchBase

/// Pulls the parts of one JSON text out of memory of the caller, in their order, and copies nothing.
///
/// Strict RFC 8259: what it lets pass is JSON. Control characters and invalid UTF-8 in strings, half of a surrogate pair, a
/// comma too many, a byte order mark and more than 64 nested brackets are `Fault.malformed`. Duplicate names are the caller's
/// to judge. Walk an object with `beginObject` and then `nextKey` until it says nil, taking or skipping a value after each key; an
/// array with `beginArray` and `nextElement`; at the end call `end()`.
public struct JSONReader: ~Escapable {
  /// What kind of value comes next.
  public enum Kind: Sendable { case object, array, string, number, bool, null }

  /// How many brackets may be open at a time.
  public static let maximumDepth = 64

  /// The whole text.
  public let bytes: Span<UInt8>
  /// How far it is read.
  public private(set) var offset = 0
  /// How many brackets are open.
  public private(set) var depth = 0
  // One bit for each open bracket, the innermost lowest: set for an object.
  private var objects: UInt64 = 0
  private var isFirst = false

  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>) { self.bytes = bytes }

  /// Stands within an object: at its bracket, or right behind one of its values.
  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>, insideObjectAt offset: Int) throws(Fault) {
    self.bytes = bytes
    guard offset >= 0, offset < bytes.count else { throw .argument }
    self.offset = offset
    if bytes[offset] == 0x7B {
      try beginObject()
    } else {
      depth = 1
      objects = 1
    }
  }

  /// What comes next, or `Fault.malformed` when that is no value.
  @_lifetime(self: copy self)
  public mutating func kind() throws(Fault) -> Kind {
    skipSpace()
    switch next {
    case 0x7B: return .object
    case 0x5B: return .array
    case 0x22: return .string
    case 0x74, 0x66: return .bool
    case 0x6E: return .null
    case 0x2D, 0x30...0x39: return .number
    default: throw .malformed
    }
  }

  @_lifetime(self: copy self)
  public mutating func beginObject() throws(Fault) { try open(0x7B, 1) }

  @_lifetime(self: copy self)
  public mutating func beginArray() throws(Fault) { try open(0x5B, 0) }

  /// The next member's name, with the reader before its value; nil when the object is over.
  @_lifetime(self: copy self)
  public mutating func nextKey() throws(Fault) -> JSONString? {
    guard depth > 0, objects & 1 == 1 else { throw .state }
    guard try nextItem(closing: 0x7D) else { return nil }
    let name = try string()
    skipSpace()
    guard next == 0x3A else { throw .malformed }
    offset += 1
    return name
  }

  /// True with the reader before the next element; false when the array is over.
  @_lifetime(self: copy self)
  public mutating func nextElement() throws(Fault) -> Bool {
    guard depth > 0, objects & 1 == 0 else { throw .state }
    return try nextItem(closing: 0x5D)
  }

  /// A string, checked to its end.
  @_lifetime(self: copy self)
  public mutating func string() throws(Fault) -> JSONString {
    skipSpace()
    guard next == 0x22 else { throw .malformed }
    let start = offset + 1
    var i = start
    var isEscaped = false
    while true {
      i = JSONScan.plainEnd(bytes, from: i)
      guard i < bytes.count else { throw .malformed }
      switch bytes[i] {
      case 0x22:
        offset = i + 1
        return JSONString(range: start..<i, isEscaped: isEscaped)
      case 0x5C:
        isEscaped = true
        i = try escapeEnd(at: i)
      case 0x80...:
        guard let length = JSONScan.sequenceLength(bytes, at: i) else { throw .malformed }
        i += length
      default:
        throw .malformed
      }
    }
  }

  /// Writes the text of `string` to the start of `room` and returns its length, which is never above that of its range.
  public func text(of string: JSONString, into room: inout MutableSpan<UInt8>) throws(Fault) -> Int {
    try JSONText.copy(bytes.window(string.range), isEscaped: string.isEscaped, into: &room)
  }

  /// True when the text of `string` is the literal, which is ASCII.
  @inline(never)
  public func matches(_ string: JSONString, _ literal: StaticString) -> Bool {
    let raw = bytes.window(string.range)
    return string.isEscaped ? JSONText.matches(raw, literal) : raw.equals(literal)
  }

  /// A number as it stands.
  @_lifetime(self: copy self)
  public mutating func number() throws(Fault) -> Range<Int> {
    skipSpace()
    let start = offset
    if next == 0x2D { offset += 1 }
    if next == 0x30 { offset += 1 } else { try digits() }
    if next == 0x2E {
      offset += 1
      try digits()
    }
    if next == 0x65 || next == 0x45 {
      offset += 1
      if next == 0x2B || next == 0x2D { offset += 1 }
      try digits()
    }
    return start..<offset
  }

  /// A whole number from 0 to 2⁶⁴−1, as a number without fraction and exponent or as a string of digits.
  @_lifetime(self: copy self)
  public mutating func count() throws(Fault) -> UInt64 {
    guard try kind() == .string else { return try JSONText.decimal(bytes.window(try number())) }
    let string = try string()
    guard string.isEscaped else { return try JSONText.decimal(bytes.window(string.range)) }
    // Twenty digits, each of them written as an escape of six characters.
    guard string.range.count <= 120 else { throw .malformed }
    var memory = InlineArray<120, UInt8>(repeating: 0)
    var room = memory.mutableSpan
    let length = try text(of: string, into: &room)
    return try JSONText.decimal(memory.span.window(0..<length))
  }

  @_lifetime(self: copy self)
  public mutating func bool() throws(Fault) -> Bool {
    skipSpace()
    if next == 0x74 {
      try word("true")
      return true
    }
    try word("false")
    return false
  }

  @inline(never)
  @_lifetime(self: copy self)
  public mutating func null() throws(Fault) {
    skipSpace()
    try word("null")
  }

  /// Passes over one value of any kind, checking it, and returns where it stood.
  @_lifetime(self: copy self)
  @discardableResult
  public mutating func skip() throws(Fault) -> Range<Int> {
    skipSpace()
    let start = offset
    let base = depth
    repeat {
      switch try kind() {
      case .object: try beginObject()
      case .array: try beginArray()
      case .string: _ = try string()
      case .number: _ = try number()
      case .bool: _ = try bool()
      case .null: try null()
      }
      // Onward to the next value, over as many closing brackets as come.
      while depth > base {
        if objects & 1 == 1 {
          if try nextKey() != nil { break }
        } else if try nextElement() {
          break
        }
      }
    } while depth > base
    return start..<offset
  }

  /// The end of the text: nothing but space may be left.
  @_lifetime(self: copy self)
  public mutating func end() throws(Fault) {
    skipSpace()
    guard depth == 0, offset == bytes.count else { throw .malformed }
  }

  /// A base64 string decoded straight to the start of `room`: its length there. As much room as the
  /// string has bytes always suffices.
  @_lifetime(self: copy self)
  public mutating func base64(into room: inout MutableSpan<UInt8>) throws(Fault) -> Int {
    skipSpace()
    guard next == 0x22 else { throw .malformed }
    // The quote is outside the alphabet, so decoding finds the end of the string by itself.
    let start = offset + 1
    let groups = Base64.wholeGroups(bytes.window(start..<bytes.count), into: &room)
    let end = start + groups * 4
    if end < bytes.count, bytes[end] == 0x22 {
      offset = end + 1
      return groups * 3
    }
    if bytes.count - end > 4, bytes[end + 4] == 0x22, bytes[end + 3] == 0x3D {
      let length = try Base64.lastGroup(bytes.word4(at: end), into: &room, at: groups * 3)
      offset = end + 5
      return length
    }
    // Escapes in it, or not base64, or no room.
    let string = try string()
    guard room.count >= string.range.count else { throw .noSpace(needed: string.range.count) }
    let length = try text(of: string, into: &room)
    var decoded = room.window(0..<length)
    return try Base64.decode(inPlace: &decoded)
  }

  /// The next byte, or 0, which is nothing in JSON, at the end.
  private var next: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

  @_lifetime(self: copy self)
  private mutating func skipSpace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x09, 0x0A, 0x0D: offset += 1
      default: return
      }
    }
  }

  @_lifetime(self: copy self)
  private mutating func open(_ bracket: UInt8, _ bit: UInt64) throws(Fault) {
    skipSpace()
    guard next == bracket, depth < Self.maximumDepth else { throw .malformed }
    offset += 1
    depth += 1
    objects = objects << 1 | bit
    isFirst = true
  }

  @_lifetime(self: copy self)
  private mutating func nextItem(closing bracket: UInt8) throws(Fault) -> Bool {
    skipSpace()
    if next == bracket {
      offset += 1
      depth -= 1
      objects >>= 1
      isFirst = false
      return false
    }
    if isFirst {
      isFirst = false
      return true
    }
    guard next == 0x2C else { throw .malformed }
    offset += 1
    return true
  }

  @_lifetime(self: copy self)
  private mutating func digits() throws(Fault) {
    let start = offset
    while case 0x30...0x39 = next { offset += 1 }
    guard offset > start else { throw .malformed }
  }

  @_lifetime(self: copy self)
  private mutating func word(_ literal: StaticString) throws(Fault) {
    let length = literal.utf8CodeUnitCount
    guard bytes.count - offset >= length, bytes.window(offset..<offset + length).equals(literal) else {
      throw .malformed
    }
    offset += length
  }

  /// Where the escape at `i` ends; a surrogate pair counts as one.
  private func escapeEnd(at i: Int) throws(Fault) -> Int {
    guard i + 1 < bytes.count else { throw .malformed }
    switch bytes[i + 1] {
    case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: return i + 2
    case 0x75:
      guard let unit = JSONScan.unit(bytes, at: i + 2) else { throw .malformed }
      guard unit & 0xF800 == 0xD800 else { return i + 6 }
      guard unit < 0xDC00, i + 7 < bytes.count, bytes[i + 6] == 0x5C, bytes[i + 7] == 0x75,
        let low = JSONScan.unit(bytes, at: i + 8), low & 0xFC00 == 0xDC00
      else { throw .malformed }
      return i + 12
    default: throw .malformed
    }
  }
}
