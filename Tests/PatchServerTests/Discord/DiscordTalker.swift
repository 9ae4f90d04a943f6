import NIOCore
import NIOPosix
import PatchEngine
import PatchNet
import PatchSeal
import Synchronization

@testable import PatchLab
@testable import PatchServer

/// A person in the Lab's Discord whose voice connection is ours: says numbered frames, and notes what it hears.
final class DiscordTalker: Sendable {
  struct Notes: Sendable {
    /// Numbers of the frames of each user, in the order they came, and when.
    var heard: [UInt64: [(number: Int, at: NIODeadline)]] = [:]
    var silences: [UInt64: Int] = [:]
    /// Frames that nobody sent.
    var strange = 0
    /// Of who keeps sound: all that each user sent, but for silence frames.
    var packets: [UInt64: [(at: NIODeadline, opus: [UInt8])]] = [:]
    var groups: [DiscordGroup] = []
    var events: [VoiceEvent] = []
  }

  let user: Snowflake
  let guild: Snowflake
  private let world: DiscordWorld
  private let keepsSound: Bool
  private let notes = Mutex(Notes())
  private let holder = Mutex<DiscordVoice?>(nil)

  init(
    _ name: String, in guild: Snowflake, of lab: DiscordLab, seed: UInt64, prefersAES: Bool = true,
    keepsSound: Bool = false
  ) {
    self.keepsSound = keepsSound
    world = lab.world
    self.guild = guild
    user = lab.world.addUser(name: name)
    lab.world.join(user, guild)
    var settings = VoiceSessionSettings(user: user.raw, seed: seed)
    settings.prefersAES = prefersAES
    let voice = DiscordVoice(
      settings, loop: MultiThreadedEventLoopGroup.singleton.next(),
      webSockets: WebSocketClient(tls: try? lab.authority?.clientTLS())
    ) { [weak self] in self?.take($0) }
    holder.withLock { $0 = voice }
  }

  var voice: DiscordVoice { holder.withLock { $0! } }
  var now: Notes { notes.withLock { $0 } }
  var group: DiscordGroup? { notes.withLock { $0.groups.last } }
  func forget() { notes.withLock { $0 = Notes(groups: $0.groups) } }

  func join(_ channel: Snowflake, isStage: Bool = false) {
    voice.join(guild: guild.raw, channel: channel.raw, isStage: isStage)
  }

  /// What the main gateway would dispatch: where we are, and on which server.
  func refresh() {
    guard let seat = world.seat(guild: guild, user: user) else { return voice.state(session: "", channel: nil) }
    voice.state(session: seat.sessionID, channel: seat.channel.raw)
    voice.server(endpoint: seat.endpoint, token: seat.token)
  }

  /// One frame every 20 ms, on an absolute clock.
  func speak(_ count: Int, from first: Int = 0) async throws {
    let begin = NIODeadline.now()
    for index in 0..<count {
      voice.send(Self.frame(user.raw, first + index))
      let left = begin + .milliseconds(20 * Int64(index + 1)) - .now()
      if left.nanoseconds > 0 { try await Task.sleep(nanoseconds: UInt64(left.nanoseconds)) }
    }
  }

  /// An Opus packet that says who made it, and which it is.
  static func frame(_ user: UInt64, _ number: Int) -> [UInt8] {
    var head: [UInt8] = [0xFC]
    head += (0..<8).map { UInt8(truncatingIfNeeded: user >> UInt64(56 - 8 * $0)) }
    head += (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    let digest = SHA256.hash(head.span)
    return head + (0..<32).map { digest.span[$0] }
  }

  private func take(_ report: DiscordVoiceReport) {
    switch report {
    case .signal(_, let channel):
      if let channel {
        _ = world.connect(user, to: Snowflake(channel), in: guild)
        refresh()
      } else {
        world.disconnect(user, in: guild)
      }
    case .media(let media, let packet):
      let at = NIODeadline.now()
      notes.withLock { notes in
        guard packet != [0xF8, 0xFF, 0xFE] else { return notes.silences[media.user, default: 0] += 1 }
        if keepsSound { return notes.packets[media.user, default: []].append((at, packet)) }
        let number = packet.count == 45 ? packet[9..<13].reduce(0) { $0 << 8 | Int($1) } : -1
        guard packet == Self.frame(media.user, number) else { return notes.strange += 1 }
        notes.heard[media.user, default: []].append((number, at))
      }
    case .event(let event): notes.withLock { $0.events.append(event) }
    case .group(let group): notes.withLock { $0.groups.append(group) }
    }
  }

  func stop() async { await voice.stop() }
}

/// Waits until something holds; what cannot be asked yet does not hold.
func reach(_ seconds: Double = 15, _ condition: () async throws -> Bool) async throws -> Bool {
  let end = NIODeadline.now() + .milliseconds(Int64(seconds * 1000))
  while NIODeadline.now() < end {
    if (try? await condition()) == true { return true }
    try await Task.sleep(nanoseconds: 10_000_000)
  }
  return false
}
