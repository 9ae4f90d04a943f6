import Logging
import PatchNet
import Testing

@testable import PatchServer

/// The other side of the server, as small as it can be: signs webhooks and opens media sockets.
struct TestCarrier {
  static let token = "test-token"
  let server: PhonepatchServer
  let signature: TwilioSignature

  init(_ server: PhonepatchServer, token: String = TestCarrier.token) {
    self.server = server
    signature = TwilioSignature(token: token)
  }

  static func callSid(_ number: Int) -> String {
    let hex = String(number, radix: 16)
    return "CA" + String(repeating: "0", count: 32 - hex.count) + hex
  }

  /// Asks what to do with a call.
  func voice(
    call number: Int, to: String = "+15550100", idempotency: String? = nil, target: String = "/twilio/voice",
    extra: [(String, String)] = []
  ) async throws -> HTTPExchange {
    let fields =
      [("CallSid", Self.callSid(number)), ("From", "+14155555310"), ("To", to), ("CallStatus", "ringing")] + extra
    return try await post(target, fields, idempotency: idempotency)
  }

  func post(
    _ target: String, _ fields: [(String, String)], idempotency: String? = nil
  ) async throws -> HTTPExchange {
    var headers = [
      ("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"),
      ("X-Twilio-Signature", signature.sign(url: server.publicURL + target, fields: fields)),
    ]
    if let idempotency { headers.append(("I-Twilio-Idempotency-Token", idempotency)) }
    return try await HTTPExchange.run(port: server.port, "POST", target, headers: headers, body: formEncoded(fields))
  }

  /// The path of the stream in a TwiML.
  static func mediaPath(_ twiml: String) throws -> String {
    let start = try #require(twiml.firstRange(of: "<Stream url=\"ws://"))
    let url = twiml[start.upperBound...].prefix { $0 != "\"" }
    return String(url[try #require(url.firstIndex(of: "/"))...])
  }

  /// Opens a media socket with a good signature, unless another one is given.
  func media(_ path: String, signature given: String? = nil, smallWindow: Bool = false) async throws -> TestSocket {
    let signed = signature.sign(url: "ws" + server.publicURL.dropFirst(4) + path)
    return try await TestSocket.open(
      port: server.port, path: path, signature: given ?? signed, smallWindow: smallWindow)
  }

  /// The whole way to a leg in a room.
  func leg(call number: Int, to: String = "+15550100", room: String? = nil) async throws -> TestSocket {
    let answer = try await voice(call: number, to: to)
    let socket = try await media(Self.mediaPath(answer.body))
    #expect(socket.status == 101)
    socket.text(Self.connected)
    socket.text(Self.start(call: number, parameters: room.map { ["room": $0] } ?? [:]))
    return socket
  }

  static let connected = #"{"event":"connected","protocol":"Call","version":"1.0.0"}"#

  static func streamSid(_ number: Int) -> String { "MZ" + callSid(number).dropFirst(2) }

  static func start(call number: Int, parameters: [String: String] = [:], encoding: String = "audio/x-mulaw") -> String
  {
    let members = parameters.map { "\"\($0.key)\":\"\($0.value)\"" }.joined(separator: ",")
    return #"{"event":"start","sequenceNumber":"1","start":{"accountSid":"AC00000000000000000000000000000000","#
      + #""streamSid":"\#(streamSid(number))","callSid":"\#(callSid(number))","tracks":["inbound"],"mediaFormat":"#
      + #"{"encoding":"\#(encoding)","sampleRate":8000,"channels":1},"customParameters":{\#(members)}},"#
      + #""streamSid":"\#(streamSid(number))"}"#
  }

  static func stop(call number: Int) -> String {
    #"{"event":"stop","sequenceNumber":"99","streamSid":"\#(streamSid(number))","#
      + #""stop":{"accountSid":"AC00000000000000000000000000000000","callSid":"\#(callSid(number))"}}"#
  }

  /// Waits until the leg of a call is in its room.
  func started(call number: Int) async -> Bool {
    await event(.legStarted) { $0.data["stream_id"] == .string(Self.streamSid(number)) } != nil
  }

  /// Waits for an event that fits.
  @discardableResult
  func event(
    _ type: EventType, seconds: Double = 20, where fits: (Event) -> Bool = { _ in true }
  ) async -> Event? {
    let deadline = ContinuousClock.now + .seconds(seconds)
    repeat {
      if let event = server.events.snapshot().first(where: { $0.type == type && fits($0) }) { return event }
      try? await Task.sleep(for: .milliseconds(5))
    } while ContinuousClock.now < deadline
    return nil
  }
}

/// Where servers log that a test starts.
enum TestLog {
  /// Nil: to the standard error, and nearly nothing.
  @TaskLocal static var logger: Logger?
}

/// A server on a port of its own, stopped when `body` is done.
func withServer(
  handlers: [String: any CallHandler] = [:], _ change: (inout ServerConfiguration) -> Void = { _ in },
  _ body: (TestCarrier) async throws -> Void
) async throws {
  var configuration = ServerConfiguration()
  configuration.listen = ListenAddress(host: "127.0.0.1", port: 0)
  configuration.twilio.authToken = TestCarrier.token
  configuration.logLevel = .critical
  configuration.threads = 2
  configuration.deadlines.returnMilliseconds = 500
  change(&configuration)
  let server = try await PhonepatchServer.start(configuration, handlers: handlers, logger: TestLog.logger)
  do {
    try await body(TestCarrier(server))
  } catch {
    await server.stop()
    throw error
  }
  await server.stop()
}
