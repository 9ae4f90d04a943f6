import ArgumentParser
import Foundation
import PatchEngine
import PatchLab
import PatchNet
import PatchSeal
import PatchServer
import Synchronization

/// For Tests/Peers: our own voice connection as a member of a channel of the Lab, obeying the same lines as the members that are
/// other people's clients (Tests/Peers/discord/member.py).
struct PeerDiscord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "peer-discord", abstract: "A member of a voice channel of the Lab that obeys JSON lines.",
    shouldDisplay: false)

  struct Settings: Decodable, Sendable {
    let user: String
    let guild: String
    let channel: String
    let control: String
    let token: String
    let ca: String
  }

  struct Order: Decodable, Sendable {
    let `do`: String
    var channel: String?
    var frames: Int?
    var first: Int?
  }

  @Argument var settings: String

  func run() async throws {
    let settings = try JSONDecoder().decode(Settings.self, from: Data(settings.utf8))
    let member = try PeerMember(settings)
    Self.tell(["event": "started"])
    let (orders, sink) = AsyncStream.makeStream(of: Order.self)
    Thread.detachNewThread {
      while let line = readLine() {
        if let order = try? JSONDecoder().decode(Order.self, from: Data(line.utf8)) { sink.yield(order) }
      }
      sink.finish()
    }
    for await order in orders {
      if order.do == "quit" { break }
      var answer = await member.obey(order)
      answer["event"] = order.do
      Self.tell(answer)
    }
    await member.stop()
  }

  private static func tell(_ message: [String: Any]) {
    guard let data = try? JSONSerialization.data(withJSONObject: message) else { return }
    FileHandle.standardOutput.write(data + [10])
  }
}

/// The member, and what it hears.
private final class PeerMember: Sendable {
  private struct Notes {
    var heard: [UInt64: [Int]] = [:]
    var silences: [UInt64: Int] = [:]
    var group: DiscordGroup?
    var problems: [String] = []
  }

  private let settings: PeerDiscord.Settings
  private let user: UInt64
  private let guild: UInt64
  private let http = HTTPClientTransport()
  private let control: ControlClient
  private let notes = Mutex(Notes())
  private let holder = Mutex<DiscordVoice?>(nil)

  init(_ settings: PeerDiscord.Settings) throws {
    self.settings = settings
    user = UInt64(settings.user) ?? 0
    guild = UInt64(settings.guild) ?? 0
    control = ControlClient(settings.control, token: settings.token, http: http)
    let voice = try DiscordVoice(
      VoiceSessionSettings(user: user, seed: .random(in: 0...UInt64.max)), trusting: settings.ca
    ) { [weak self] in self?.take($0) }
    holder.withLock { $0 = voice }
  }

  private var voice: DiscordVoice? { holder.withLock { $0 } }

  func stop() async {
    await voice?.stop()
    await http.shutdown()
  }

  func obey(_ order: PeerDiscord.Order) async -> [String: Any] {
    switch order.do {
    case "join":
      voice?.join(guild: guild, channel: UInt64(order.channel ?? settings.channel) ?? 0)
      for _ in 0..<500 where notes.withLock({ $0.group == nil }) { try? await Task.sleep(for: .milliseconds(20)) }
    case "play": await play(order.frames ?? 0, from: order.first ?? 0)
    case "leave":
      voice?.leave()
      try? await Task.sleep(for: .milliseconds(300))
      notes.withLock { $0.group = nil }
    default: break
    }
    return await status()
  }

  private func play(_ count: Int, from first: Int) async {
    let begin = ContinuousClock.now
    for index in 0..<count {
      voice?.send(Self.frame(user, first + index))
      try? await Task.sleep(until: begin + .milliseconds(20 * (index + 1)), clock: .continuous)
    }
    try? await Task.sleep(for: .milliseconds(300))
  }

  private func status() async -> [String: Any] {
    let lost = await voice?.statistics().lost ?? VoiceLosses()
    let failures = lost.transport + lost.malformed + lost.unknownSource + lost.noKey + lost.plaintext + lost.badFrame
    return notes.withLock { notes in
      [
        "heard": Dictionary(uniqueKeysWithValues: notes.heard.map { ("\($0)", $1) }),
        "silences": Dictionary(uniqueKeysWithValues: notes.silences.map { ("\($0)", $1) }),
        "failures": Int(failures + lost.replayed + lost.unauthenticated + lost.crowded), "why": ["\(lost)"],
        "code": notes.group?.privacyCode as Any, "epoch": Int(notes.group?.epoch ?? 0),
      ]
    }
  }

  private func take(_ report: DiscordVoiceReport) {
    switch report {
    case .signal(_, let channel): Task { await signal(channel) }
    case .media(let media, let packet):
      notes.withLock { notes in
        if packet == [0xF8, 0xFF, 0xFE] { return notes.silences[media.user, default: 0] += 1 }
        let number = packet.count == 45 ? packet[9..<13].reduce(0) { $0 << 8 | Int($1) } : -1
        notes.heard[media.user, default: []].append(packet == Self.frame(media.user, number) ? number : -1)
      }
    case .event: break
    case .group(let group): notes.withLock { $0.group = group.members.count > 1 ? group : $0.group }
    }
  }

  /// What op 4 does for a bot, done for a person.
  private func signal(_ channel: UInt64?) async {
    guard let channel else {
      try? await control.leave(user: user, guild: guild)
      voice?.state(session: "", channel: nil)
      return
    }
    guard let seat = try? await control.enter(channel, user: user, guild: guild) else { return }
    voice?.state(session: seat.session, channel: seat.channel)
    voice?.server(endpoint: seat.endpoint, token: seat.token)
  }

  /// As Tests/Peers/discord/member.py has it.
  private static func frame(_ user: UInt64, _ number: Int) -> [UInt8] {
    var head: [UInt8] = [0xFC]
    head += (0..<8).map { UInt8(truncatingIfNeeded: user >> UInt64(56 - 8 * $0)) }
    head += (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    let digest = SHA256.hash(head.span)
    return head + (0..<32).map { digest.span[$0] }
  }
}
