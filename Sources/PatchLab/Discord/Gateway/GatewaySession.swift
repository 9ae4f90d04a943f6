import NIOCore

/// A bot's session: outlives its socket for a while, and keeps what was sent so that it can be said again.
struct GatewaySession: Sendable {
  let id: String
  let application: Snowflake
  let user: Snowflake
  let intents: Intents
  /// This one of so many.
  let shard: (index: Int, count: Int)
  private(set) var sequence = 0
  private var sent: [(sequence: Int, payload: String)] = []
  /// Nil while nobody is connected.
  private(set) var peer: (any GatewayPeer)?
  /// Since when nobody is.
  private(set) var deserted: NIODeadline?

  /// How many dispatches are kept for a resume.
  static let memory = 1000

  init(
    id: String, application: Snowflake, user: Snowflake, intents: Intents, shard: (index: Int, count: Int),
    peer: any GatewayPeer
  ) {
    self.id = id
    self.application = application
    self.user = user
    self.intents = intents
    self.shard = shard
    self.peer = peer
  }

  /// Guilds are dealt out to shards by their ids.
  func covers(_ guild: Snowflake) -> Bool { Int((guild.raw >> 22) % UInt64(shard.count)) == shard.index }

  mutating func dispatch(_ event: String, _ data: JSONValue) {
    sequence += 1
    let payload: JSONValue = ["op": 0, "t": .string(event), "s": .init(sequence), "d": data]
    let text = payload.text
    sent.append((sequence, text))
    if sent.count > Self.memory { sent.removeFirst(sent.count - Self.memory) }
    peer?.send(text)
  }

  /// Whether all that followed `sequence` can still be said again.
  func remembers(after sequence: Int) -> Bool {
    sequence == self.sequence || sent.first.map { $0.sequence <= sequence + 1 } ?? false
  }

  /// Says again what followed `sequence`, to a new socket. The old one, if there is one, is returned.
  mutating func resume(after sequence: Int, peer: any GatewayPeer) -> (any GatewayPeer)? {
    let old = self.peer
    self.peer = peer
    deserted = nil
    for entry in sent where entry.sequence > sequence { peer.send(entry.payload) }
    dispatch("RESUMED", ["_trace": ["lab"]])
    return old
  }

  mutating func desert(at now: NIODeadline) {
    peer = nil
    deserted = now
  }
}
