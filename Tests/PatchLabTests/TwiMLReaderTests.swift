import Testing

@testable import PatchLab

@Suite struct TwiMLReaderTests {
  private func read(_ text: String) throws -> TwiMLElement { try TwiMLReader.read(Array(text.utf8)) }

  @Test func aDocument() throws {
    let root = try read(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <Response><Connect action="/a?b=1&amp;c=2"><Stream url="wss://h/p"><Parameter name="n" value="&lt;&#233;"/></Stream>\
      </Connect><Say> a &amp; <![CDATA[<b>]]> </Say></Response>
      """)
    #expect(root.children.map(\.name) == ["Connect", "Say"])
    #expect(root.children[0]["action"] == "/a?b=1&c=2")
    #expect(root.children[0].children[0].children[0]["value"] == "<é")
    #expect(root.children[1].text == "a & <b>")
    #expect(TwiMLSchema.warnings(root) == [])
  }

  @Test(arguments: [
    "", "hello", "<Response>", "<Answer/>", "<Response/><Response/>", "<Response a=1/>", "<Response>&x;</Response>",
    "<!DOCTYPE r [<!ENTITY a \"b\">]><Response>&a;</Response>",
    String(repeating: "<a>", count: 40) + String(repeating: "</a>", count: 40),
  ])
  func whatIsRefused(_ text: String) { #expect(throws: TwiMLProblem.self) { try read(text) } }

  @Test func aDocumentOver64KB() {
    #expect(throws: TwiMLProblem.self) { try read("<Response>" + String(repeating: " ", count: 65536) + "</Response>") }
  }

  @Test func bytesThatAreNoText() { #expect(throws: TwiMLProblem.self) { try TwiMLReader.read([0x3C, 0xFF, 0xFE]) } }

  @Test func unknownVerbsAndAttributesWarn() throws {
    let root = try read(#"<Response><Sing/><Say voice="x" pitch="2">hi <break/></Say><Pause/><say/></Response>"#)
    #expect(TwiMLSchema.warnings(root).count == 3)
  }
}
