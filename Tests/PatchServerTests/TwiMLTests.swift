import Testing

@testable import PatchServer

@Suite struct TwiMLTests {
  /// Texts printed by the official SDK.
  @Test func documentsAreWrittenAsTheSDKWritesThem() {
    let header = #"<?xml version="1.0" encoding="UTF-8"?>"#
    #expect(TwiML {}.xml == header + "<Response />")
    #expect(TwiML { Hangup() }.xml == header + "<Response><Hangup /></Response>")
    let stream = MediaStream(url: "wss://h/s", name: "n", parameters: [("b", "2"), ("a", "1")])
    #expect(
      TwiML { Connect(action: "https://h/a?x=1&y=2", stream: stream) }.xml == header
        + #"<Response><Connect action="https://h/a?x=1&amp;y=2"><Stream name="n" url="wss://h/s">"#
        + #"<Parameter name="b" value="2" /><Parameter name="a" value="1" /></Stream></Connect></Response>"#)
    #expect(
      TwiML {
        Say("a < b & \"c\"", voice: "Polly.Joanna-Neural")
        Pause(length: 2)
        Play("https://h/x.wav", loop: 3)
        Redirect("https://h/n")
        Reject(.busy)
      }.xml == header
        + #"<Response><Say voice="Polly.Joanna-Neural">a &lt; b &amp; "c"</Say><Pause length="2" />"#
        + #"<Play loop="3">https://h/x.wav</Play><Redirect>https://h/n</Redirect><Reject reason="busy" /></Response>"#)
  }

  @Test func whatXMLCannotHoldIsLeftOut() {
    #expect(
      XMLElement.escaped("a\u{0}\u{8}\u{B}\u{1F}\u{FFFE}\u{FFFF}b\u{7F}😀\t\n\r", attribute: false)
        == "ab\u{7F}😀\t\n&#13;")
    #expect(XMLElement.escaped("\t\n\r\"'", attribute: true) == "&#9;&#10;&#13;&quot;'")
  }
}
