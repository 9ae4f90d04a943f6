import PatchNet
import Testing

/// Vectors computed with the official Python SDK, token `12345`.
@Suite struct ServerTwilioSignatureTests {
  static let us = [
    ("CallSid", "CA1234567890ABCDE"), ("Caller", "+14158675310"), ("Digits", "1234"), ("From", "+14158675310"),
    ("To", "+18005551212"),
  ]
  static let russian = us.map { ($0.0, $0.1 == "+14158675310" ? "+12349013030" : $0.1) }
  let signature = TwilioSignature(token: "12345")
  let check = TwilioSignatureCheck(tokens: ["12345"])

  @Test func formVectors() {
    #expect(
      signature.sign(url: "https://example.com/myapp.php?foo=1&bar=2", fields: Self.us)
        == "L/OH5YylLD5NRKLltdqwSvS0BnU=")
    #expect(
      signature.sign(url: "https://mycompany.com/myapp.php?foo=1&bar=2", fields: Self.russian)
        == "0/KCTR6DLpKmkAf8muzZqo1nDgQ=")
    #expect(
      signature.sign(url: "https://mycompany.com/myapp", fields: Self.russian) == "3KI2uRuYyAdhZIJXcpU0izDUzWI=")
    #expect(signature.sign(url: "https://example.com/myapp", fields: Self.russian) == "NGAgWNhdnsLF8j385frvrQoi9sg=")
  }

  @Test func emptyUnicodeAndSpaces() {
    let fields = [("Empty", ""), ("Uni", "žluť ☎"), ("Sp", " a ")]
    #expect(signature.sign(url: "https://h/p", fields: fields) == "wCiBE+OIcFBeeb80+7Lzqhoi3ro=")
  }

  @Test func sha256() {
    let sharedKey = TwilioSignature(token: "12345", algorithm: .sha256)
    #expect(
      sharedKey.sign(url: "https://example.com/myapp.php?foo=1&bar=2", fields: Self.us)
        == "qMztBq0IANMH/q0K9sCfKQJLylezvRdRzRS647SAVow=")
  }

  @Test func repeatedNamesSignDistinctSortedValues() {
    let repeated = [("A", "2"), ("A", "1"), ("A", "2"), ("b", "x")]
    #expect(signature.sign(url: "https://h/p", fields: repeated) == signature.sign(url: "https://h/pA1A2bx"))
  }

  @Test func orderOfFieldsDoesNotMatter() {
    #expect(
      signature.sign(url: "https://h/p", fields: Self.us)
        == signature.sign(url: "https://h/p", fields: Self.us.reversed()))
  }

  @Test func jsonBody() {
    let hash = "5ccde7145dfb8f56479710896586cb9d5911809d83afbe34627818790db0aec9"
    let url = "https://example.com/myapp?bodySHA256=" + hash
    let body = Array(#"{"CallSid":"CA1234567890ABCDE","Caller":"+12349013030"}"#.utf8)
    #expect(TwilioSignature.bodySHA256(body) == hash)
    #expect(signature.sign(url: url) == "hPXmLwIy3Fgqv1i9KPmH/HhQ6zo=")
    #expect(check.accepts("hPXmLwIy3Fgqv1i9KPmH/HhQ6zo=", url: url, body: body))
    #expect(!check.accepts("hPXmLwIy3Fgqv1i9KPmH/HhQ6zo=", url: url, body: body + [32]))
    let bare = "https://example.com/myapp"
    #expect(!check.accepts(signature.sign(url: bare), url: bare, body: body), "no bodySHA256 fails closed")
  }

  @Test func ports() {
    let withPort = "https://h:8443/p"
    #expect(check.accepts(signature.sign(url: "https://h:8443/p"), url: withPort))
    #expect(check.accepts(signature.sign(url: "https://h/p"), url: withPort))
    #expect(!check.accepts(signature.sign(url: "https://h:443/p"), url: withPort))
    let plain = "https://h/p"
    #expect(check.accepts(signature.sign(url: "https://h/p"), url: plain))
    #expect(check.accepts(signature.sign(url: "https://h:443/p"), url: plain))
    #expect(!check.accepts(signature.sign(url: "https://h:8443/p"), url: plain))
  }

  @Test(arguments: ["wss://h/ms", "wss://h:443/ms", "wss://h/ms/", "https://h/ms", "wss://h:443/ms/"])
  func upgradeSpellings(signed: String) {
    #expect(check.acceptsUpgrade(signature.sign(url: signed), url: "wss://h/ms"))
  }

  @Test func upgradeOfAnotherPathIsRefused() {
    #expect(!check.acceptsUpgrade(signature.sign(url: "wss://h/other"), url: "wss://h/ms"))
    #expect(!check.acceptsUpgrade("", url: "wss://h/ms"))
  }

  @Test func rotation() {
    let both = TwilioSignatureCheck(tokens: ["new", "12345"])
    #expect(both.accepts(signature.sign(url: "https://h/p"), url: "https://h/p"))
    #expect(both.accepts(TwilioSignature(token: "new").sign(url: "https://h/p"), url: "https://h/p"))
    #expect(!both.accepts(TwilioSignature(token: "old").sign(url: "https://h/p"), url: "https://h/p"))
  }

  @Test func anEmptyTokenIsNoKey() {
    let none = TwilioSignatureCheck(tokens: ["", ""])
    #expect(!none.accepts(TwilioSignature(token: "").sign(url: "https://h/p"), url: "https://h/p"))
  }

  @Test func userAndFragmentAreNotSigned() {
    #expect(check.accepts(signature.sign(url: "https://h/p?x=%2B1"), url: "https://user:pass@h/p?x=%2B1#rc=2"))
  }

  @Test func urlsAreCutWithoutChange() throws {
    let parts = try #require(URLParts("HTTPS://[::1]:8443/a%2Fb?c=d+e"))
    #expect(parts == URLParts(parts.text))
    #expect(parts.port == 8443 && parts.host == "[::1]" && parts.isLoopback)
    #expect(URLParts("no scheme") == nil)
    #expect(URLParts("https://h:99999/") == nil)
    #expect(URLParts("https://127.evil.example/")?.isLoopback == false)
  }
}
