import HTTPTypes
import NIOCore
import NIOHTTP1
import PatchBase
import PatchNet
import Synchronization
import Testing

@testable import PatchLab

/// The carrier over stand-ins for the network: no socket at all.
@Suite struct SeamTests {
  /// Answers by path, and remembers what was asked.
  final class Pages: HTTPTransport {
    private let pages: [String: WebResponse]
    private let asked = Mutex<[WebRequest]>([])

    init(_ pages: [String: WebResponse]) { self.pages = pages }

    var requests: [WebRequest] { asked.withLock { $0 } }

    func send(_ request: WebRequest) async throws -> WebResponse {
      asked.withLock { $0.append(request) }
      guard let address = WebAddress(request.address) else { throw WebFailure.address(request.address) }
      return pages[address.path] ?? WebResponse(status: 404)
    }
  }

  /// No connection, whoever is asked for.
  struct NobodyThere: HTTPTransport {
    func send(_ request: WebRequest) async throws -> WebResponse { throw WebFailure.unreachable("refused") }
  }

  @Test func aConnectionThatFailsIsTriedOnceMore() async {
    let plan = CallPlan(from: "+1", to: "+2", webhook: "http://example.com/voice")
    let report = await Carrier(CarrierSettings(authToken: "t"), http: NobodyThere()).place(plan)
    #expect(report.status == .failed)
    #expect(report.violations.map(\.code) == [.webhookConnection])
    #expect(report.webhooks.map(\.attempt) == [1, 2])
  }

  static func twiml(_ text: String) -> WebResponse {
    WebResponse(status: 200, fields: [.contentType: "text/xml"], ByteBuffer(string: "<Response>\(text)</Response>"))
  }

  /// A server that says these things and nothing else.
  struct Says: WebSocketTransport {
    struct Link: WebSocketLink {
      let fields: HTTPFields
      let events: any AsyncSequence<WebSocketEvent, any Error> & Sendable
      func send(_ message: WebSocketMessage) async throws {}
      func close(code: UInt16, reason: String) async {}
      func drop() async {}
      func setReading(_ on: Bool) async {}
    }

    var events: [WebSocketEvent] = []
    var fields: HTTPFields = [:]
    var failure: WebFailure?

    func connect<Result: Sendable>(
      _ request: WebSocketRequest, _ body: @Sendable (any WebSocketLink) async throws -> Result
    ) async throws -> Result {
      if let failure { throw failure }
      let events = events
      let stream = AsyncThrowingStream<WebSocketEvent, any Error> { sink in
        for event in events { sink.yield(event) }
        sink.finish()
      }
      return try await body(Link(fields: fields, events: stream))
    }
  }

  private func call(
    _ pages: Pages, _ sockets: Says = Says(), change: (inout CallPlan) -> Void = { _ in }
  ) async -> CallReport {
    var plan = CallPlan(from: "+15550101", to: "+15550100", webhook: "https://example.com/voice")
    plan.realTime = false
    change(&plan)
    return await Carrier(CarrierSettings(authToken: "t"), http: pages, webSockets: sockets).place(plan)
  }

  private static var connect: WebResponse { twiml(#"<Connect><Stream url="wss://example.com/media"/></Connect>"#) }

  @Test func aBreachOfTheWebSocketProtocol() async {
    let report = await call(Pages(["/voice": Self.connect]), Says(events: [.failed(code: 1002, reason: "masked")]))
    #expect(report.allViolations.map(\.code) == [.webSocket])
    #expect(report.streams.first?.ending == .violation)
  }

  @Test func aSubprotocolThatNobodyAskedFor() async {
    let sockets = Says(events: [.closed(code: 1000, reason: "")], fields: [.webSocketProtocol: "audio"])
    let report = await call(Pages(["/voice": Self.connect]), sockets)
    #expect(report.allViolations.map(\.code) == [.streamHandshake])
  }

  @Test(arguments: [
    (WebFailure.timeout, Violation.Code.streamConnectTimeout), (.unreachable("no"), .streamRefused),
    (.tls("bad"), .streamHandshake),
    (.refused(status: 403, fields: [:]), .streamHandshake), (.closed, .streamHandshake),
    (.protocol("x"), .streamHandshake),
  ])
  func whyAStreamDoesNotOpen(_ failure: WebFailure, _ code: Violation.Code) async {
    let report = await call(Pages(["/voice": Self.connect]), Says(failure: failure))
    #expect(report.allViolations.map(\.code) == [code])
    #expect(report.status == .completed)
  }

  @Test func playFetchesASound() async throws {
    let wav = try SpeechTests.wav([UInt8](repeating: 7, count: 8000), AudioFormat(.mulaw, sampleRate: 8000))
    let pages = Pages([
      "/voice": Self.twiml("<Play loop=\"2\">sound.wav</Play><Play>/none.wav</Play>"),
      "/sound.wav": WebResponse(status: 200, fields: [.contentType: "audio/wav"], ByteBuffer(bytes: wav)),
    ])
    let report = await call(pages)
    #expect(
      pages.requests.map(\.address).dropFirst() == ["https://example.com/sound.wav", "https://example.com/none.wav"])
    #expect(report.heard.count { $0 == 7 } == 16000)
    #expect(report.violations.map(\.code) == [.retrieval])
  }

  @Test func aGetCarriesItsFieldsInTheQuery() async throws {
    let pages = Pages(["/voice": Self.twiml("<Hangup/>")])
    _ = await call(pages) { $0.usesGet = true }
    let request = try #require(pages.requests.first)
    #expect(request.method == .get)
    #expect(request.address.hasPrefix("https://example.com/voice?CallSid=CA"))
    let signature = request.fields[.twilioSignature] ?? ""
    #expect(TwilioSignature(token: "t").matches(signature, url: request.address))
  }

  @Test func textIsReadAloudAndOtherThingsRefused() async {
    let text = WebResponse(status: 200, fields: [.contentType: "text/plain"], ByteBuffer(string: "hello"))
    let spoken = await call(Pages(["/voice": text]))
    #expect(spoken.verbs.map(\.verb) == ["Say"])
    let image = WebResponse(status: 200, fields: [.contentType: "image/png"], ByteBuffer(string: "x"))
    let refused = await call(Pages(["/voice": image]))
    #expect(refused.violations.map(\.code) == [.contentType])
    let large = WebResponse(
      status: 200, fields: [.contentType: "text/xml"], ByteBuffer(repeating: 32, count: TwiMLReader.limit + 1))
    let tooLarge = await call(Pages(["/voice": large]))
    #expect(tooLarge.violations.map(\.code) == [.tooLarge])
  }

  @Test func aPublicAddressOnLoopback() async throws {
    let signature = Mutex<(String, String)>(("", ""))
    let report = try await ScriptedServer.run(
      answer: { hook in
        signature.withLock { $0.0 = hook.signature }
        return #"<Response><Connect><Stream url="wss://phone.example.com/media/x"/></Connect></Response>"#
      },
      script: { peer in
        signature.withLock { $0.1 = peer.head.headers.first(name: "x-twilio-signature") ?? "" }
        for await message in peer.messages where message["event"] == "start" { try await peer.close() }
      }
    ) { server in
      var settings = CarrierSettings(authToken: "t")
      settings.routes["phone.example.com"] = WebRoute(host: "127.0.0.1", port: server.port)
      let http = HTTPClientTransport()
      var plan = CallPlan(from: "+1", to: "+2", webhook: "https://phone.example.com/voice")
      plan.realTime = false
      let report = await Carrier(settings, http: http).place(plan)
      await http.shutdown()
      return report
    }
    #expect(report.allViolations.isEmpty)
    #expect(report.streams.first?.ending == .serverClosed)
    #expect(
      TwilioSignature(token: "t").matches(signature.withLock { $0.1 }, url: "wss://phone.example.com/media/x"))
  }

  @Test func theSameSeedIsTheSameCall() async {
    #expect(Faults(seed: 9, seconds: 10) == Faults(seed: 9, seconds: 10))
    #expect(Faults(seed: 9, seconds: 10) != Faults(seed: 10, seconds: 10))
    var settings = CarrierSettings(authToken: "t")
    settings.seed = 3
    var plan = CallPlan(from: "+1", to: "+2", webhook: "https://example.com/voice")
    plan.realTime = false
    let carrier = Carrier(settings, http: Pages(["/voice": Self.twiml("<Hangup/>")]), webSockets: Says())
    let (one, two) = (await carrier.place(plan), await carrier.place(plan))
    #expect(one.callSid == two.callSid)
  }
}
