import HTTPTypes
import NIOCore
import Synchronization

@testable import PatchLab

/// A world with one guild, one bot and one person, without any network: what tests of single rules need.
struct DiscordBench {
  let world: DiscordWorld
  let rest: RestServer
  let guild: Snowflake
  let text: Snowflake
  let voice: Snowflake
  let other: Snowflake
  let stage: Snowflake
  let person: Snowflake
  let bot: Snowflake
  let token: String

  init(seed: UInt64 = 1, permissions: Permissions = []) {
    world = DiscordWorld(seed: seed, followsClock: false)
    rest = RestServer(world)
    guild = world.addGuild(name: "Bench")
    text = world.addChannel(name: "general", kind: .text, in: guild)
    voice = world.addChannel(name: "Lounge", kind: .voice, in: guild)
    other = world.addChannel(name: "Office", kind: .voice, in: guild)
    stage = world.addChannel(name: "Hall", kind: .stage, in: guild)
    person = world.addUser(name: "ada")
    world.join(person, guild)
    let made = world.addBot(name: "bench")
    bot = made.user
    token = made.token
    let (guild, bot) = (guild, bot)
    world.with { $0.join(bot, guild, permissions: permissions) }
  }

  /// One request, by the bot unless `token` says otherwise.
  func ask(
    _ method: String, _ path: String, _ body: JSONValue? = nil, token: String? = nil, query: [String: String] = [:],
    at now: NIODeadline = .now()
  ) async -> LabReply {
    var fields = HTTPFields()
    fields[.authorization] = "Bot \(token ?? self.token)"
    return await rest.answer(
      LabRequest(
        method: method, path: "/api/v10" + path, query: query, fields: fields,
        body: body.map { ByteBuffer(string: $0.text) } ?? ByteBuffer(), at: now))
  }

  /// Says something on a gateway connection.
  @discardableResult
  func say(
    _ op: Int, _ data: JSONValue, on peer: Peer, at now: NIODeadline = .now()
  ) -> GatewayClose? {
    let known = peer.session
    let (session, close) = world.with { state in
      var session = known
      let close = state.receive(op, data, from: peer, session: &session, now: now)
      return (session, close)
    }
    peer.session = session
    return close
  }

  /// A connection that has identified.
  func identified(intents: Int = 1 | 128 | 512, at now: NIODeadline = .now()) -> Peer {
    let peer = Peer()
    say(2, identity(intents: intents), on: peer, at: now)
    return peer
  }

  func identity(intents: Int = 129) -> JSONValue {
    [
      "token": .string(token), "intents": .init(intents),
      "properties": ["os": "linux", "browser": "test", "device": "test"],
    ]
  }

  func joinVoice(_ channel: Snowflake?, on peer: Peer, mute: Bool = false) {
    say(
      4, ["guild_id": guild.json, "channel_id": .init(channel), "self_mute": .bool(mute), "self_deaf": false], on: peer)
  }

  /// The far end of a gateway connection: keeps what it gets.
  final class Peer: GatewayPeer {
    private let state = Mutex((payloads: [JSONValue](), close: GatewayClose?.none, session: String?.none))

    var session: String? {
      get { state.withLock { $0.session } }
      set { state.withLock { $0.session = newValue } }
    }

    var payloads: [JSONValue] { state.withLock { $0.payloads } }

    var closed: GatewayClose? { state.withLock { $0.close } }

    func send(_ payload: String) { state.withLock { $0.payloads.append(JSONValue(parsing: payload) ?? .null) } }

    func close(_ code: GatewayClose) { state.withLock { $0.close = code } }

    /// The data of all events of this name.
    func events(_ name: String) -> [JSONValue] { payloads.filter { $0["t"].string == name }.map { $0["d"] } }

    /// Names of events, in order.
    var names: [String] { payloads.compactMap { $0["t"].string } }

    var sequence: Int { payloads.compactMap { $0["s"].int }.last ?? 0 }

    func forget() { state.withLock { $0.payloads = [] } }
  }

  /// Voice servers that only take notes.
  final class Region: VoiceRegion {
    let endpoints = ["127.0.0.1:50001", "127.0.0.1:50002"]
    private let told = Mutex<[VoiceChange]>([])

    var changes: [VoiceChange] { told.withLock { $0 } }

    func apply(_ change: VoiceChange) { told.withLock { $0.append(change) } }
  }
}
