import NIOConcurrencyHelpers
import PatchEngine

/// How the Discord side of a room stands, for whoever looks.
final class BridgeStatus: Sendable {
  struct Now: Sendable {
    var state = VoiceSessionState.idle
    var group: DiscordGroup?
    /// Where it is, once that is known.
    var guild: UInt64?
    var channel: UInt64?

    /// The channel hears us: before it has keys, nothing is sent.
    var isConnected: Bool { state == .ready && group != nil }

    /// For people: the sound flows, it comes back, or keys are awaited.
    var word: String {
      switch state {
      case .resuming, .backingOff, .dismissed, .ended: "resuming"
      case .ready: isConnected ? "connected" : "keys"
      case .idle, .signalling, .connecting, .discovering, .selecting: "keys"
      }
    }
  }

  private let box = NIOLockedValueBox(Now())
  let user: UInt64
  let names: DiscordNames

  init(user: UInt64, names: DiscordNames) {
    self.user = user
    self.names = names
  }

  var now: Now { box.withLockedValue { $0 } }

  func place(guild: UInt64, channel: UInt64) {
    box.withLockedValue { now in
      now.guild = guild
      now.channel = channel
    }
  }

  func take(_ report: DiscordVoiceReport) {
    box.withLockedValue { now in
      switch report {
      case .group(let group): now.group = group
      case .signal(let guild, let channel):
        now.guild = guild
        if let channel { now.channel = channel }
      case .event(let event) where event.kind == .state:
        now.state = VoiceSessionState(rawValue: UInt32(clamping: event.value)) ?? now.state
      case .event(let event) where event.kind == .moved: now.channel = event.value
      case .event, .media: break
      }
    }
  }
}

/// What things on Discord are called, as far as we were told.
final class DiscordNames: Sendable {
  private let names = NIOLockedValueBox<[UInt64: String]>([:])
  private static let most = 100_000

  func set(_ id: UInt64?, _ name: String?) {
    guard let id, let name, !name.isEmpty else { return }
    names.withLockedValue { names in
      if names.count >= Self.most { names.removeAll() }
      names[id] = String(name.prefix(100))
    }
  }

  func name(_ id: UInt64) -> String? { names.withLockedValue { $0[id] } }

  /// Everything in a `GUILD_CREATE`.
  func learn(guild: JSONNode) {
    set(guild["id"].id, guild["name"].string)
    for channel in guild["channels"].array { set(channel["id"].id, channel["name"].string) }
    for member in guild["members"].array { learn(member: member) }
    for state in guild["voice_states"].array { learn(member: state["member"]) }
  }

  func learn(member: JSONNode) {
    let user = member["user"]
    set(user["id"].id, member["nick"].string ?? user["global_name"].string ?? user["username"].string)
  }
}
