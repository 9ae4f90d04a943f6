import Testing

@testable import PatchLab

@Suite struct JSONValueTests {
  @Test func readsWhatItWrites() throws {
    let value: JSONValue = [
      "text": "a \"quoted\" \\ line\n\u{1}é😀", "list": [1, -2, true, .null, 0.5, [:], []], "big": .integer(.max),
    ]
    #expect(JSONValue(parsing: value.text) == value)
  }

  @Test func tellsWholeNumbersFromOthers() {
    #expect(JSONValue(parsing: "[1, 1.0, 1e2, -0]") == [1, .number(1), .number(100), 0])
    #expect(JSONValue(parsing: "18446744073709551615") == .number(18_446_744_073_709_551_616))
  }

  @Test func readsEscapes() {
    #expect(JSONValue(parsing: #""\u0041\/\b\f\ud83d\ude00""#) == "A/\u{8}\u{C}😀")
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\"}", "01", "+1", "tru", "\"\\x\"", "\"\u{1}\"", #""\ud83d""#, "1 2", "{\"a\":1,}",
    "{\"a\":1 2}", "[1 2]", "nul",
    "-",
    String(repeating: "[", count: 1000),
  ])
  func refuses(_ text: String) { #expect(JSONValue(parsing: text) == nil) }

  @Test func readsSnowflakesEitherWay() {
    let value: JSONValue = ["one": "123456789012345678", "other": 123_456_789_012_345_678, "none": "x"]
    #expect(value["one"].snowflake == value["other"].snowflake)
    #expect(value["none"].snowflake == nil && value["absent"].snowflake == nil)
    #expect(value.has("one") && !value.has("absent"))
  }
}
