import HTTPTypes
import Logging
import NIOConcurrencyHelpers
import NIOCore
import PatchNet

/// The main gateway, version 10: identifies, keeps the heart beating, resumes what broke.
final class DiscordGateway: Sendable {
  /// Discord will not have us: trying again is no use.
  struct Refused: Error, Sendable, CustomStringConvertible {
    let code: UInt16
    var description: String {
      switch code {
      case 4004: "DISCORD_TOKEN is not a bot's token, or was reset."
      case 4013, 4014: "The bot asks for an intent that its application has not."
      default: "The gateway closed with \(code)."
      }
    }
  }

  private struct Session: Sendable {
    var id: String?
    var url: String?
    var sequence: Int64?
  }

  private enum End: Error { case again, refused(UInt16) }

  private let rest: DiscordRest
  private let webSockets: WebSocketClient
  private let intents: Int64
  private let deliver: @Sendable (String, JSONNode) async -> Void
  private let session = NIOLockedValueBox(Session())
  private let outbox = NIOLockedValueBox<AsyncStream<String>.Continuation?>(nil)
  private let acknowledged = NIOLockedValueBox(true)

  init(
    rest: DiscordRest, webSockets: WebSocketClient, intents: Int64,
    deliver: @escaping @Sendable (String, JSONNode) async -> Void
  ) {
    self.rest = rest
    self.webSockets = webSockets
    self.intents = intents
    self.deliver = deliver
  }

  /// Sends to the gateway; forgotten while it is not connected.
  func send(_ op: Int64, _ data: JSONNode) {
    let text = (["op": .integer(op), "d": data] as JSONNode).text
    outbox.withLockedValue { $0 }?.yield(text)
  }

  /// Stays connected until cancelled. Throws when Discord refuses for good.
  func run() async throws {
    var failures = 0
    while !Task.isCancelled {
      do {
        let url = try await address()
        let began = NIODeadline.now()
        do {
          try await converse(url)
        } catch End.refused(let code) {
          throw Refused(code: code)
        }
        failures = NIODeadline.now() - began > .seconds(60) ? 0 : failures + 1
      } catch let error as Refused {
        throw error
      } catch let error as DiscordRest.Failure where error.status == 401 {
        throw Refused(code: 4004)
      } catch {
        failures += 1
      }
      let pause = min(0.2 * Double(1 << min(failures, 8)), 30) * Double.random(in: 0.8...1.2)
      try await Task.sleep(for: .seconds(pause))
    }
  }

  private func address() async throws(DiscordRest.Failure) -> String {
    if let url = session.withLockedValue({ $0.id == nil ? nil : $0.url }) { return url }
    let told = try await rest.send(.get, "/gateway/bot")
    guard let url = told["url"].string else { throw DiscordRest.Failure(status: 0, message: "no gateway") }
    return url
  }

  private func converse(_ url: String) async throws {
    var request = WebSocketRequest(url + (url.hasSuffix("/") ? "" : "/") + "?v=10&encoding=json")
    request.maxMessage = 16 << 20
    try await webSockets.connect(request) { link in
      let (queue, sink) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingOldest(100))
      outbox.withLockedValue { $0 = sink }
      defer {
        outbox.withLockedValue { $0 = nil }
        sink.finish()
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await self.read(link) }
        group.addTask {
          // 120 in a minute are allowed; a few are left for the heart.
          var sent: [NIODeadline] = []
          for await text in queue {
            sent.removeAll { NIODeadline.now() - $0 > .seconds(60) }
            if sent.count >= 110, let first = sent.first {
              try await Task.sleep(for: .nanoseconds((first + .seconds(60) - .now()).nanoseconds))
            }
            sent.append(.now())
            try await link.send(.text(text))
          }
        }
        defer { group.cancelAll() }
        try await group.next()
      }
    }
  }

  private func read(_ link: any WebSocketLink) async throws {
    let beating = NIOLockedValueBox<Task<Void, any Error>?>(nil)
    defer { beating.withLockedValue { $0 }?.cancel() }
    for try await event in link.events {
      switch event {
      case .message(.text(let bytes), _):
        guard let payload = JSONNode(parsing: bytes.readableBytesView) else { continue }
        if let sequence = payload["s"].int { session.withLockedValue { $0.sequence = sequence } }
        switch payload["op"].int {
        case 10:
          let interval = payload["d"]["heartbeat_interval"].int ?? 41_250
          beating.withLockedValue { $0 = Task { try await self.beat(interval, link) } }
          try await greet(link)
        case 11: acknowledged.withLockedValue { $0 = true }
        case 1: try await link.send(.text(heartbeat))
        case 7: return
        case 9:
          if payload["d"].flag != true { session.withLockedValue { $0 = Session() } }
          try await Task.sleep(for: .seconds(Double.random(in: 1...2)))
          return
        case 0: await dispatch(payload["t"].string ?? "", payload["d"])
        default: break
        }
      case .message(.binary, _): break
      case .closed(let code, _), .failed(let code, _):
        if [4004, 4010, 4011, 4012, 4013, 4014].contains(code) { throw End.refused(code) }
        // The session is over: identify anew.
        if [4007, 4009].contains(code) { session.withLockedValue { $0 = Session() } }
        return
      }
    }
  }

  private func greet(_ link: any WebSocketLink) async throws {
    let known = session.withLockedValue { $0 }
    let hello: JSONNode
    if let id = known.id, let sequence = known.sequence {
      hello = [
        "op": 6, "d": ["token": .string(rest.token), "session_id": .string(id), "seq": .integer(sequence)],
      ]
    } else {
      hello = [
        "op": 2,
        "d": [
          "token": .string(rest.token), "intents": .integer(intents), "shard": [0, 1],
          "properties": ["os": "linux", "browser": "phonepatch", "device": "phonepatch"],
        ],
      ]
    }
    try await link.send(.text(hello.text))
  }

  private func dispatch(_ type: String, _ data: JSONNode) async {
    if type == "READY" {
      session.withLockedValue { session in
        session.id = data["session_id"].string
        session.url = data["resume_gateway_url"].string
      }
    }
    await deliver(type, data)
  }

  private var heartbeat: String {
    (["op": 1, "d": session.withLockedValue { $0.sequence }.map { .integer($0) } ?? .null] as JSONNode).text
  }

  /// Leaves a line on which nobody answers: it comes back by resuming.
  private func beat(_ interval: Int64, _ link: any WebSocketLink) async throws {
    acknowledged.withLockedValue { $0 = true }
    try await Task.sleep(for: .milliseconds(Int64(Double(interval) * Double.random(in: 0...1))))
    while !Task.isCancelled {
      guard
        acknowledged.withLockedValue({ acknowledged in
          defer { acknowledged = false }
          return acknowledged
        })
      else { return await link.drop() }
      try await link.send(.text(heartbeat))
      try await Task.sleep(for: .milliseconds(interval))
    }
  }
}
