import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import PatchNet
import Synchronization

/// An application server that does exactly what a test says, right or wrong.
struct ScriptedServer: Sendable {
  /// A request to a webhook.
  struct Hook: Sendable {
    var path: String
    var fields: [String: String]
    var pairs: [(String, String)]
    var signature: String
    var token: String
  }

  /// One media connection, from the server's side.
  struct Peer: Sendable {
    let head: HTTPRequestHead
    let messages: AsyncStream<[String: String]>
    let channel: any Channel

    func send(_ text: String) async throws {
      try await channel.writeAndFlush(WebSocketOutput.text(ByteBuffer(string: text))).get()
    }

    func sendBinary(_ bytes: [UInt8]) async throws {
      try await channel.writeAndFlush(WebSocketOutput.binary(ByteBuffer(bytes: bytes))).get()
    }

    func media(_ stream: String, _ bytes: [UInt8]) async throws {
      let payload = Data(bytes).base64EncodedString()
      try await send(#"{"event":"media","streamSid":"\#(stream)","media":{"payload":"\#(payload)"}}"#)
    }

    func mark(_ stream: String, _ name: String) async throws {
      try await send(#"{"event":"mark","streamSid":"\#(stream)","mark":{"name":"\#(name)"}}"#)
    }

    /// Waits until this many more marks have come back.
    func marks(_ count: Int) async {
      var left = count
      for await message in messages where message["event"] == "mark" {
        left -= 1
        if left == 0 { return }
      }
    }

    func clear(_ stream: String) async throws { try await send(#"{"event":"clear","streamSid":"\#(stream)"}"#) }

    func close(_ code: UInt16 = 1000) async throws {
      try await channel.writeAndFlush(WebSocketOutput.close(code: code, reason: "")).get()
    }
  }

  typealias Answer = @Sendable (Hook) -> String
  typealias Script = @Sendable (Peer) async throws -> Void

  let port: Int

  /// Serves while `body` runs, and until the scripts of all connections have ended: what was sent to them has been read
  /// then. `answer` gives TwiML; `{ws}` in it becomes this server's WebSocket address.
  static func run<Result: Sendable>(
    answer: @escaping Answer, script: @escaping Script = { _ in }, accepts: Bool = true,
    _ body: @escaping @Sendable (ScriptedServer) async throws -> Result
  ) async throws -> Result {
    let bound = Mutex<Int>(0)
    let scripts = Mutex<[Task<Void, any Error>]>([])
    let router = Router()
    router.on("**", method: .post) { request, _ -> Response in
      let form = try await request.body.collect(upTo: 1 << 16)
      let pairs = Self.decode(String(buffer: form))
      let named = { (name: String) in HTTPField.Name(name).flatMap { request.headers[$0] } ?? "" }
      let hook = Hook(
        path: request.uri.path, fields: Dictionary(pairs, uniquingKeysWith: { $1 }), pairs: pairs,
        signature: named("X-Twilio-Signature"), token: named("I-Twilio-Idempotency-Token"))
      let port = bound.withLock { $0 }
      let text = answer(hook).replacingOccurrences(of: "{ws}", with: "ws://127.0.0.1:\(port)/media")
      if let status = Int(text) { return Response(status: .init(code: status)) }
      return Response(
        status: .ok, headers: [.contentType: "text/xml"], body: .init(byteBuffer: ByteBuffer(string: text)))
    }
    let settings = HTTP1OrWebSocketChannel.Configuration { head in
      guard accepts else { return .refuse(.forbidden) }
      return .accept { channel in
        let (messages, sink) = AsyncStream.makeStream(of: [String: String].self)
        try channel.pipeline.syncOperations.addHandler(Reader(sink))
        let peer = Peer(head: head, messages: messages, channel: channel)
        let running = Task { try await script(peer) }
        scripts.withLock { $0.append(running) }
      }
    }
    let (ports, portSink) = AsyncStream.makeStream(of: Int.self)
    var quiet = Logger(label: "test")
    quiet.logLevel = .critical
    let application = Application(
      router: router, server: .init { HTTP1OrWebSocketChannel(responder: $0, configuration: settings) },
      configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { portSink.yield($0.localAddress?.port ?? 0) }, logger: quiet)
    return try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask {
        try await application.run()
        return nil
      }
      var iterator = ports.makeAsyncIterator()
      let port = await iterator.next() ?? 0
      bound.withLock { $0 = port }
      let result = try await body(ScriptedServer(port: port))
      for running in scripts.withLock(\.self) { _ = await running.result }
      group.cancelAll()
      return result
    }
  }

  static func decode(_ form: String) -> [(String, String)] {
    form.split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { $0.replacingOccurrences(of: "+", with: " ").removingPercentEncoding ?? "" }
      return (parts[0], parts.count > 1 ? parts[1] : "")
    }
  }

  /// Flattens what a test looks at: members of the message and of its inner object.
  private final class Reader: ChannelInboundHandler, Sendable {
    typealias InboundIn = WebSocketInput
    private let sink: AsyncStream<[String: String]>.Continuation

    init(_ sink: AsyncStream<[String: String]>.Continuation) { self.sink = sink }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      guard case .text(let text) = unwrapInboundIn(data) else { return }
      let object = try? JSONSerialization.jsonObject(with: Data(text.readableBytesView)) as? [String: Any]
      var flat: [String: String] = [:]
      for (name, value) in object ?? [:] {
        if let inner = value as? [String: Any] {
          for (name, value) in inner { flat[name] = "\(value)" }
        } else {
          flat[name] = "\(value)"
        }
      }
      sink.yield(flat)
    }

    func channelInactive(context: ChannelHandlerContext) { sink.finish() }
  }
}
