import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import PatchNet
import Testing

@Suite struct ClientHTTPTests {
  private func withServer<Result: Sendable>(
    _ body: @escaping @Sendable (HTTPClientTransport, String) async throws -> Result
  ) async throws -> Result {
    let router = Router()
    router.post("echo") { request, _ in
      Response(
        status: .ok, headers: [.server: request.headers[.userAgent] ?? ""], body: .init(asyncSequence: request.body))
    }
    router.get("long") { _, _ in
      Response(
        status: .accepted,
        body: ResponseBody { writer in
          for n in 0..<5 { try await writer.write(ByteBuffer(string: "\(n)")) }
          try await writer.finish(nil)
        })
    }
    router.get("moved") { _, _ in Response(status: .seeOther, headers: [.location: "/long"]) }
    router.get("slow") { _, _ in
      try await Task.sleep(for: .seconds(3))
      return Response(status: .ok)
    }
    let (ports, sink) = AsyncStream.makeStream(of: Int.self)
    var quiet = Logger(label: "test")
    quiet.logLevel = .critical
    let application = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { sink.yield($0.localAddress?.port ?? 0) }, logger: quiet)
    return try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask {
        try await application.run()
        return nil
      }
      var iterator = ports.makeAsyncIterator()
      let port = await iterator.next() ?? 0
      let client = HTTPClientTransport(followRedirects: 2)
      defer { group.cancelAll() }
      do {
        let result = try await body(client, "http://127.0.0.1:\(port)")
        await client.shutdown()
        return result
      } catch {
        await client.shutdown()
        throw error
      }
    }
  }

  @Test func bodiesStreamBothWays() async throws {
    try await withServer { client, base in
      let parts = AsyncThrowingStream<ByteBuffer, any Error> { sink in
        for word in ["one ", "two ", "three"] { sink.yield(ByteBuffer(string: word)) }
        sink.finish()
      }
      let answer = try await client.send(
        WebRequest(.post, base + "/echo", fields: [.userAgent: "me"], body: .stream(parts, length: nil)))
      #expect(answer.status == 200)
      #expect(answer.fields[.server] == "me")
      #expect(String(buffer: try await answer.collect(upTo: 100)) == "one two three")
      let long = try await client.send(WebRequest(.get, base + "/moved"))
      #expect(long.status == 202)
      #expect(String(buffer: try await long.collect(upTo: 5)) == "01234")
      let large = try await client.send(WebRequest(.get, base + "/long"))
      await #expect(throws: WebFailure.tooLarge(limit: 4)) { try await large.collect(upTo: 4) }
    }
  }

  @Test func failuresAreNamed() async throws {
    try await withServer { client, base in
      await #expect(throws: WebFailure.timeout) {
        try await client.send(WebRequest(.get, base + "/slow", timeout: .milliseconds(200)))
      }
      await #expect(throws: WebFailure.address("nonsense")) { try await client.send(WebRequest(.get, "nonsense")) }
      let failure = await #expect(throws: WebFailure.self) {
        try await client.send(WebRequest(.get, "http://127.0.0.1:9/"))
      }
      guard case .unreachable = failure else {
        Issue.record("\(String(describing: failure))")
        return
      }
    }
  }
}
