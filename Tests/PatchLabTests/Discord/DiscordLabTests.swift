import AsyncHTTPClient
import HTTPTypes
import NIOCore
import NIOSSL
import PatchNet
import Testing

@testable import PatchLab

/// The whole thing over loopback: TLS, sockets, limits of the connection.
@Suite(.timeLimit(.minutes(1))) struct DiscordLabTests {
  /// A Lab for as long as `body` runs.
  private func lab(
    _ settings: DiscordLabSettings = DiscordLabSettings(), _ body: (DiscordLab, DiscordCast) async throws -> Void
  ) async throws {
    let lab = try await DiscordLab.start(settings)
    do {
      try await body(lab, lab.populate(bots: ["bot"], people: 1))
    } catch {
      await lab.stop()
      throw error
    }
    await lab.stop()
  }

  private func gateway(
    _ lab: DiscordLab, query: String = "?v=10&encoding=json",
    _ body: @escaping @Sendable (any WebSocketLink, inout Iterator) async throws -> Void
  ) async throws {
    let client = WebSocketClient(tls: try lab.authority?.clientTLS())
    try await client.connect(WebSocketRequest(lab.gatewayURL + "/" + query)) { link in
      var iterator = Iterator(link.events.makeAsyncIterator())
      try await body(link, &iterator)
    }
  }

  struct Iterator {
    private var events: any AsyncIteratorProtocol<WebSocketEvent, any Error>

    init(_ events: any AsyncIteratorProtocol<WebSocketEvent, any Error>) { self.events = events }

    mutating func event() async throws -> WebSocketEvent? { try await events.next(isolation: nil) }

    mutating func json() async throws -> JSONValue? {
      guard case .message(.text(let text), _)? = try await event() else { return nil }
      return JSONValue(parsing: text)
    }

    mutating func close() async throws -> UInt16? {
      while let event = try await event() {
        if case .closed(let code, _) = event { return code }
      }
      return nil
    }
  }

  @Test func speaksTLSOfItsAuthority() async throws {
    try await lab { lab, cast in
      var settings = HTTPClient.Configuration()
      settings.tlsConfiguration = try lab.authority?.clientTLS()
      let client = HTTPClientTransport(HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings))
      let request = WebRequest(
        .get, lab.restURL + "/users/@me", fields: [.authorization: "Bot \(cast.bots[0].token)"])
      let answer = try await client.send(request)
      let body = JSONValue(parsing: try await answer.collect(upTo: 1 << 16))
      #expect(answer.status == 200 && body?["username"] == "bot")
      await client.shutdown()
      // Nobody else trusts it.
      let stranger = HTTPClientTransport()
      await #expect(throws: WebFailure.self) { try await stranger.send(request) }
      await stranger.shutdown()
    }
  }

  @Test func greetsAndIdentifies() async throws {
    try await lab { lab, cast in
      let token = cast.bots[0].token
      try await gateway(lab) { link, events in
        let hello = try await events.json()
        #expect(hello?["op"] == 10 && hello?["d"]["heartbeat_interval"] == 41_250)
        let identity: JSONValue = ["op": 2, "d": ["token": .string(token), "intents": 129, "properties": [:]]]
        try await link.send(.text(identity.text))
        let ready = try await events.json()
        #expect(ready?["t"] == "READY")

        let got = try await events.json()
        #expect(got?["t"] == "GUILD_CREATE")

      }
    }
  }

  /// Each guild has channels and people of its own; the bot is told of all of them.
  @Test func hasSeveralGuilds() async throws {
    let lab = try await DiscordLab.start(DiscordLabSettings())
    do {
      let cast = lab.populate(bots: ["bot"], people: 2, guilds: 3)
      let told = JSONValue(parsing: cast.json(lab, authorityFile: nil))
      let guilds = told?["guilds"].array ?? []
      #expect(guilds.count == 3 && told?["guild"] == guilds.first?["id"])
      #expect(told?["channels"] == guilds.first?["channels"] && told?["people"] == guilds.first?["people"])
      let everybody = guilds.flatMap { ($0["channels"].array ?? []) + ($0["people"].array ?? []) }
      #expect(everybody.count == 3 * (4 + 2) && Set(everybody.compactMap { $0["id"].string }).count == everybody.count)
      for guild in cast.guilds {
        let voice = try #require(guild.channels.first { $0.kind == "voice" })
        let (place, channel) = (try #require(UInt64(guild.id)), try #require(UInt64(voice.id)))
        #expect(lab.enter(try #require(UInt64(guild.people[0].id)), channel: channel, guild: place) != nil)
        // Nobody is a member elsewhere.
        let stranger = try #require(cast.guilds.first { $0.id != guild.id }?.people[1].id)
        #expect(lab.enter(try #require(UInt64(stranger)), channel: channel, guild: place) == nil)
      }
      try await gateway(lab) { link, events in
        _ = try await events.json()
        let identity: JSONValue = [
          "op": 2, "d": ["token": .string(cast.bots[0].token), "intents": 129, "properties": [:]],
        ]
        try await link.send(.text(identity.text))
        var met: Set<String> = []
        while met.count < 3, let event = try await events.json() {
          if event["t"] == "GUILD_CREATE", let id = event["d"]["id"].string { met.insert(id) }
        }
        #expect(met == Set(cast.guilds.map(\.id)))
      }
    } catch {
      await lab.stop()
      throw error
    }
    await lab.stop()
  }

  @Test func compressesAsAStream() async throws {
    try await lab { lab, _ in
      try await gateway(lab, query: "?v=10&encoding=json&compress=zlib-stream") { _, events in
        guard case .message(.binary(let bytes), _)? = try await events.event() else {
          Issue.record("no binary message")
          return
        }
        #expect(Array(bytes.readableBytesView.suffix(4)) == [0, 0, 0xFF, 0xFF])
        #expect(Array(bytes.readableBytesView.prefix(2)) == [0x78, 0x01])
      }
    }
  }

  @Test func closesWithDiscordsCodes() async throws {
    try await lab { lab, _ in
      let cases: [(String, String?, UInt16)] = [
        ("?v=10&encoding=json", "not json", 4002), ("?v=10&encoding=json", #"{"op":4,"d":{}}"#, 4003),
        ("?v=10&encoding=json", #"{"op":2,"d":{"token":"x","intents":1,"properties":{}}}"#, 4004),
        ("?v=10&encoding=json", #"{"op":1,"d":null,"x":""# + String(repeating: "x", count: 4096) + #""}"#, 4002),
        ("?v=6&encoding=json", nil, 4012), ("?v=10&encoding=etf", nil, 4002),
      ]
      for (query, text, code) in cases {
        try await gateway(lab, query: query) { link, events in
          if let text { try await link.send(.text(text)) }
          let got = try await events.close()
          #expect(got == code, "\(query) \(text?.prefix(40) ?? "")")

        }
      }
    }
  }

  @Test func countsPayloads() async throws {
    try await lab { lab, _ in
      try await gateway(lab) { link, events in
        for _ in 0..<121 { try await link.send(.text(#"{"op":1,"d":null}"#)) }
        let got = try await events.close()
        #expect(got == 4008)

      }
    }
  }

  @Test func noticesTheDead() async throws {
    var settings = DiscordLabSettings()
    settings.heartbeat = .milliseconds(100)
    try await lab(settings) { lab, _ in
      try await gateway(lab) { _, events in
        let got = try await events.close()
        #expect(got == 4009)
      }
    }
  }

  @Test func plainOnWish() async throws {
    var settings = DiscordLabSettings()
    settings.usesTLS = false
    try await lab(settings) { lab, _ in
      #expect(lab.restURL.hasPrefix("http://") && lab.gatewayURL.hasPrefix("ws://") && lab.authority == nil)
      try await gateway(lab) { _, events in
        let got = try await events.json()
        #expect(got?["op"] == 10)
      }
    }
  }

  @Test func controlNeedsItsToken() async throws {
    try await lab { lab, cast in
      let client = HTTPClientTransport()
      #expect(try await client.send(WebRequest(.get, lab.controlURL + "/state")).status == 401)
      let answer = try await client.send(
        WebRequest(.get, lab.controlURL + "/state", fields: [.authorization: "Bearer \(lab.controlToken)"]))
      let text = String(buffer: try await answer.collect(upTo: 1 << 20))
      #expect(answer.status == 200 && text.contains("Lounge"))
      #expect(!text.contains(cast.bots[0].token), "no secret is told")
      await client.shutdown()
    }
  }
}
