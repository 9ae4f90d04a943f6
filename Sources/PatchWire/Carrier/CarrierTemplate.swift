internal import PatchBase

/// The usual media message, letter for letter as Twilio and as we write it: fifty of these come a second, on every call.
/// Anything that is the least bit different is nil, and for `CarrierParser` to judge.
struct CarrierTemplate: ~Escapable {
  private let text: Span<UInt8>
  private var offset = 0

  @_lifetime(copy text)
  private init(_ text: Span<UInt8>) { self.text = text }

  /// `scratch` has at least as many bytes as `text`.
  @_optimize(speed)
  static func read(_ text: Span<UInt8>, scratch: inout MutableSpan<UInt8>) -> CarrierMessage? {
    var walk = CarrierTemplate(text)
    var message = CarrierMessage()
    message.kind = .media
    guard walk.pass(#"{"event":"media","#) else { return nil }
    if walk.pass(#""sequenceNumber":""#) {
      guard let number = walk.digits(), walk.pass(",") else { return nil }
      message.sequenceNumber = number
    }
    guard walk.pass(#""streamSid":""#), let sid = walk.plain(), walk.pass(#","media":{"#) else { return nil }
    if walk.pass(#""track":""#) {
      if walk.pass(#"inbound","chunk":""#) {
        message.track = .inbound
      } else if walk.pass(#"outbound","chunk":""#) {
        message.track = .outbound
      } else {
        return nil
      }
      guard let chunk = walk.digits(), walk.pass(#","timestamp":""#), let time = walk.digits(), walk.pass(",") else {
        return nil
      }
      message.chunk = chunk
      message.timestamp = time
    }
    guard walk.pass(#""payload":""#) else { return nil }
    var room = scratch.window(sid.count..<scratch.count)
    guard let length = walk.payload(into: &room), walk.pass("}}"), walk.offset == text.count else { return nil }
    scratch.copy(from: text.window(sid))
    message.streamSid = 0..<sid.count
    message.payload = sid.count..<sid.count + length
    return message
  }

  /// Passes over the literal if it stands here.
  @_lifetime(self: copy self)
  private mutating func pass(_ literal: StaticString) -> Bool {
    guard text.has(literal, at: offset) else { return false }
    offset += literal.utf8CodeUnitCount
    return true
  }

  /// One to nineteen digits, which fit 64 bits, and the quote behind them.
  @_optimize(speed)
  @_lifetime(self: copy self)
  private mutating func digits() -> UInt64? {
    let start = offset
    var value: UInt64 = 0
    while offset < text.count {
      let digit = text[offset] &- 0x30  // what stands before "0" wraps to above 9
      guard digit < 10 else { break }
      // Does not wrap for nineteen digits, and more are refused below.
      value = value &* 10 &+ UInt64(digit)
      offset += 1
    }
    guard offset > start, offset - start < 20, offset < text.count, text[offset] == 0x22 else { return nil }
    offset += 1
    return value
  }

  /// ASCII without escapes, and the quote behind it.
  @_optimize(speed)
  @_lifetime(self: copy self)
  private mutating func plain() -> Range<Int>? {
    let range = offset..<JSONScan.plainEnd(text, from: offset)
    guard range.upperBound < text.count, text[range.upperBound] == 0x22 else { return nil }
    offset = range.upperBound + 1
    return range
  }

  /// Base64 without escapes, and the quote behind it.
  @_optimize(speed)
  @_lifetime(self: copy self)
  private mutating func payload(into room: inout MutableSpan<UInt8>) -> Int? {
    let groups = Base64.wholeGroups(text.window(offset..<text.count), into: &room)
    offset += groups * 4
    if offset < text.count, text[offset] == 0x22 {
      offset += 1
      return groups * 3
    }
    guard text.count - offset > 4, text[offset + 4] == 0x22,
      let length = try? Base64.lastGroup(text.word4(at: offset), into: &room, at: groups * 3)
    else { return nil }
    offset += 5
    return length
  }
}
