import PatchNet
import Testing

@Suite struct ClientAddressTests {
  @Test func parts() throws {
    let address = try #require(WebAddress("wss://Example.com:8443/a/b?c=%2B#frag"))
    #expect(address.host == "Example.com")
    #expect(address.port == 8443)
    #expect(address.target == "/a/b?c=%2B")
    #expect(address.path == "/a/b")
    #expect(address.hasQuery && address.isSecure && !address.isLoopback)
    #expect(address.authority == "Example.com:8443")
    let six = try #require(WebAddress("http://[::1]:80"))
    #expect(six.host == "::1" && six.authority == "[::1]:80" && six.target == "/" && six.isLoopback && six.isAddress)
    #expect(WebAddress("https://h")?.port == 443)
    #expect(WebAddress("http://127.0.0.1.example.com/")?.isLoopback == false)
  }

  @Test(arguments: [
    "", "http:/h", "ftp://h/", "http://", "http://h:0/", "http://h:65536/", "http://h:x/", "http://a@h/", "http://h/ x",
    "http://[::1", "http://h\n/",
  ])
  func notAddresses(_ text: String) { #expect(WebAddress(text) == nil) }

  @Test func references() throws {
    let base = try #require(WebAddress("https://h:1/a/b?x"))
    let expected = [
      ("", "https://h:1/a/b?x"), ("c", "https://h:1/a/c"), ("/c", "https://h:1/c"), ("?y", "https://h:1/a/b?y"),
      ("//o/p", "https://o/p"), ("http://q/", "http://q/"),
    ]
    for (reference, whole) in expected { #expect(base.resolving(reference)?.text == whole) }
    #expect(base.resolving("/ms", webSocket: true)?.text == "wss://h:1/ms")
    #expect(base.resolving("ftp://x/") == nil)
  }
}
