import PatchBase
import PatchWire
import Testing

/// Any one value with nothing behind it.
private func check(_ input: [UInt8]) throws(Fault) {
  var json = JSONReader(input.span)
  try json.skip()
  try json.end()
}

private func isJSON(_ text: String) -> Bool { (try? check(bytes(text))) != nil }

@Suite struct JSONReaderTests {
  @Test(arguments: [
    "null", "true", "false", "0", "-0", "1", "-1", "10", "0.5", "1e5", "1E+5", "1e-05", "-12.34e56", "\"\"", "\"a\"",
    "[]", "{}", " [ ] ", "\t{\n}\r", "[1,2]", "[[],[[]],{}]", "{\"\":0}", "{\"a\":1,\"a\":2}", "[null,true,\"x\"]",
    #""\"\\\/\b\f\n\r\t\u0000\uFFFF\ud83d\uDE00""#, "\"é☎😀\u{7F}\u{2028}\"", "[0,{\"a\":[{\"b\":[]}]},-1]",
  ])
  func accepts(_ text: String) { #expect(isJSON(text)) }

  @Test(arguments: [
    "", " ", "nul", "nulll", "True", "tru", "falsee", "00", "01", "-", "-a", "+1", ".5", "1.", "1.e5", "1e", "1e+",
    "1e5.5", "0x0", "Infinity", "NaN", "1 2", "\"", "\"a", "a\"", "'a'", "\"\\\"", "\"\\x\"", "\"\\u\"", "\"\\u12\"",
    "\"\\u123g\"", "\"\n\"", "\"\u{0}\"", "\"\u{1F}\"", #""\ud800""#, #""\ud800x""#, #""\ud800\n""#, #""\ud800\ud800""#,
    #""\udc00""#, #""\ud83d\u0041""#, "[", "]", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1 2]", "[1}", "{", "}", "{]",
    "{\"a\"}", "{\"a\":}", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,\"a\":1}", "{\"a\" 1}", "{a:1}", "{1:1}",
    "{\"a\":1]",
    "{\"a\":1 \"b\":2}", "[]]", "{}}", "[] []", "/**/[]", "[]//", "\u{FEFF}[]", "[\u{A0}]", "[\u{B}]",
  ])
  func refuses(_ text: String) { #expect(!isJSON(text)) }

  @Test func everyUnicodeScalarPassesAndComesOutOfItsEscape() throws {
    var wrong: [UInt32] = []
    for value in UInt32(0x20)...0x10FFFF where value % 7 == 0 || value < 0x900 || value & 0xFFF < 3 {
      guard let scalar = Unicode.Scalar(value), scalar != "\"", scalar != "\\" else { continue }
      let raw = Array(String(Character(scalar)).utf8)
      if (try? check([0x22] + raw + [0x22])) == nil { wrong.append(value) }
      let escaped =
        "\""
        + String(scalar).utf16.map { unit in
          let digits = String(unit, radix: 16)
          return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined() + "\""
      let input = bytes(escaped)
      var json = JSONReader(input.span)
      let string = try json.string()
      var memory = [UInt8](repeating: 0, count: string.range.count)
      var room = memory.mutableSpan
      let length = try json.text(of: string, into: &room)
      if Array(memory[..<length]) != raw { wrong.append(value) }
    }
    #expect(wrong == [])
  }

  @Test func agreesWithTheStandardLibraryAboutUTF8() throws {
    // Every start of two bytes with telling third and fourth ones.
    var wrong: [[UInt8]] = []
    let tails: [[UInt8]] = [[], [0x80], [0xBF], [0xC0], [0x80, 0x80], [0xBF, 0xBF], [0x80, 0x41]]
    for first in UInt8(0x80)...0xFF {
      for second in UInt8.min...UInt8.max where second != 0x22 && second != 0x5C && second >= 0x20 {
        for tail in tails {
          let raw = [first, second] + tail
          let isValid = String(validating: raw, as: UTF8.self) != nil
          let passes = (try? check([0x22] + raw + [0x22])) != nil
          if passes != isValid { wrong.append(raw) }
        }
      }
    }
    #expect(wrong == [])
  }

  @Test func specialBytesAreFoundAtEveryPlaceOfAWord() {
    var missed = 0
    for length in 0..<40 {
      for place in 0..<length {
        for byte: UInt8 in [0x00, 0x1F, 0x22, 0x5C, 0x80, 0xFF] {
          var input = [UInt8](repeating: 0x7F, count: length)
          input[place] = byte
          if (try? check([0x22] + input + [0x22])) != nil { missed += 1 }
        }
      }
      #expect((try? check([0x22] + [UInt8](repeating: 0x20, count: length) + [0x22])) != nil)
    }
    #expect(missed == 0)
  }

  @Test func sixtyFourBracketsAndNoMore() {
    func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
    #expect(isJSON(nested(64)))
    #expect(!isJSON(nested(65)))
    #expect(isJSON(String(repeating: "{\"a\":", count: 64) + "1" + String(repeating: "}", count: 64)))
    #expect(!isJSON(String(repeating: "{\"a\":", count: 65) + "1" + String(repeating: "}", count: 65)))
  }

  @Test func walksThroughAnObject() throws {
    let input = bytes(#" {"a" : [1, "two", {"x":null}], "b\u0062":true, "c":18446744073709551615, "d":"7"} "#)
    var json = JSONReader(input.span)
    try json.beginObject()
    let a = try #require(try json.nextKey())
    #expect(json.matches(a, "a") && !json.matches(a, "b") && !json.matches(a, "aa"))
    try json.beginArray()
    #expect(try json.nextElement() && json.kind() == .number)
    #expect(try json.count() == 1)
    #expect(try json.nextElement() && json.kind() == .string)
    _ = try json.string()
    #expect(try json.nextElement() && json.kind() == .object)
    let skipped = try json.skip()
    #expect(text(input[skipped]) == #"{"x":null}"#)
    #expect(try !json.nextElement())
    let b = try #require(try json.nextKey())
    #expect(b.isEscaped && json.matches(b, "bb") && !json.matches(b, "b") && !json.matches(b, "bbb"))
    #expect(try json.bool())
    _ = try json.nextKey()
    #expect(try json.count() == .max)
    _ = try json.nextKey()
    #expect(try json.count() == 7)
    #expect(try json.nextKey() == nil)
    try json.end()
    #expect(json.depth == 0)
  }

  @Test func callsThatDoNotFitAreAFaultAndNoTrap() {
    let input = bytes("[1]")
    var json = JSONReader(input.span)
    #expect(throws: Fault.state) { _ = try json.nextKey() }
    #expect(throws: Fault.state) { _ = try json.nextElement() }
    #expect(throws: Fault.malformed) { try json.beginObject() }
    #expect(throws: Fault.malformed) { _ = try json.bool() }
    #expect(throws: Fault.malformed) { try json.end() }
    #expect(throws: Never.self) { try json.beginArray() }
    #expect(throws: Fault.state) { _ = try json.nextKey() }
  }

  @Test func aWriterEscapesWhatItMust() throws {
    var memory = [UInt8](repeating: 0, count: 400)
    var json = JSONWriter(memory.mutableSpan)
    json.write("[")
    let controls = [UInt8](0...0x1F)
    json.string(controls.span)
    json.write(",true,")
    json.number(.max)
    json.write(",{")
    json.member(bytes("\"k\\/").span, bytes("0").span)
    json.member(bytes("e").span, bytes("").span)
    json.write("},")
    json.digits(0)
    json.write(",")
    json.base64(bytes("fooba").span)
    let length = try json.finish("]")
    let expected =
      #"["\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f"#
      + #"\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f","#
      + #"true,18446744073709551615,{"\"k\\/":"0","e":""},"0","Zm9vYmE="]"#
    #expect(text(memory[..<length]) == expected)
    #expect(isJSON(expected))
  }
}
