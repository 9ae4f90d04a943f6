import Foundation
import HTTPTypes
import Logging
import NIOCore
import PatchLab
import PatchNet
import PatchServer

/// The whole bridge on loopback for a visitor: a Discord channel with two people who talk, a caller who calls again and
/// again, and the console to look at it and to talk with them.
struct LiveDemo {
  /// The console's port; 0 takes any.
  let port: Int
  let speech: [Speech]

  private static let number = "+14155550100"
  private static let caller = "+14155552671"
  private static let seconds = 60.0

  /// Runs until it is interrupted, or the task is cancelled.
  func run(told: (Address) -> Void) async throws {
    let folder = NSTemporaryDirectory() + "phonepatch-demo-\(ProcessInfo.processInfo.processIdentifier)"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var discordSettings = DiscordLabSettings(seed: .random(in: 0...UInt64.max))
    discordSettings.authorityFile = folder + "/authority.pem"
    let discord = try await DiscordLab.start(discordSettings)
    let cast = discord.populate(bots: ["Patch"], people: 2)
    var phoneSettings = TwilioLabSettings(authToken: Self.secret())
    phoneSettings.numbers = [Self.number]
    let table = TurnTable(callers: 3, seconds: Self.seconds, speech: speech)
    for number in [Self.caller, "+14155550111", "+14155550122"] {
      var person = Caller(speech: table.tracks[0])
      person.loops = true
      phoneSettings.phones[number] = LabPhone(.person, ring: 2, caller: person)
    }
    phoneSettings.phones["+14155550133"] = LabPhone(.busy)
    let network = try await TwilioLab.start(phoneSettings)
    let server = try await start(folder, discord, cast, network, phoneSettings)
    let http = HTTPClientTransport()
    let acts = Task {
      do {
        try await play(server, http, discord, cast, network, table, authority: discordSettings.authorityFile)
      } catch is CancellationError {
      } catch {
        Terminal.error.write("phonepatch demo: \(error)\n")
      }
    }
    told(Address(console: server.consoleURL ?? "", room: "discord-\(cast.guild)"))
    while Interrupt.signal == nil, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(100)) }
    acts.cancel()
    await server.stop()
    await acts.value
    await http.shutdown()
    await network.stop()
    await discord.stop()
  }

  struct Address: Encodable {
    /// With the token of this run behind the #.
    let console: String
    let room: String
  }

  private func start(
    _ folder: String, _ discord: DiscordLab, _ cast: DiscordCast, _ network: TwilioLab, _ phones: TwilioLabSettings
  ) async throws -> PhonepatchServer {
    var configuration = ServerConfiguration()
    configuration.listen = ListenAddress(host: "127.0.0.1", port: 0)
    configuration.adminListen = ListenAddress(host: "127.0.0.1", port: port)
    configuration.data = folder + "/data"
    configuration.twilio.accountSID = phones.accountSid
    configuration.twilio.authToken = phones.authToken
    configuration.twilio.apiBase = network.apiBase
    configuration.twilio.phoneNumber = Self.number
    configuration.discord.token = cast.bots[0].token
    configuration.discord.apiBase = discord.restURL
    configuration.discord.authority = folder + "/authority.pem"
    configuration.policy.guilds = [cast.guild]
    var logger = Logger(label: "phonepatch") { _ in SwiftLogNoOpLogHandler() }
    logger.logLevel = .critical
    return try await PhonepatchServer.start(configuration, logger: logger, examine: Doctor.ofThisMachine)
  }

  /// Who talks, and who calls.
  private func play(
    _ server: PhonepatchServer, _ http: HTTPClientTransport, _ discord: DiscordLab, _ cast: DiscordCast,
    _ network: TwilioLab, _ table: TurnTable, authority: String?
  ) async throws {
    guard let guild = UInt64(cast.guild),
      let lounge = cast.channels.first(where: { $0.kind == "voice" }), let channel = UInt64(lounge.id)
    else { throw Complaint("the simulated Discord has no voice channel") }
    let people = try cast.people.compactMap { UInt64($0.id) }.map {
      try DiscordSpeaker($0, guild: guild, lab: discord, authority: authority)
    }
    for person in people { person.join(channel) }
    try await link(server, http, cast.guild, lounge.id)
    await withTaskGroup(of: Void.self) { group in
      for (index, person) in people.enumerated() {
        group.addTask { while !Task.isCancelled { try? await person.say(table.tracks[index + 1]) } }
      }
      group.addTask {
        while !Task.isCancelled {
          var caller = Caller(speech: table.tracks[0], hangsUp: 5 * Self.seconds)
          caller.loops = true
          _ = await network.dial(from: Self.caller, to: Self.number, caller: caller)
          try? await Task.sleep(for: .seconds(3))
        }
      }
    }
    for person in people { await person.stop() }
  }

  /// Calls to the number come into the channel, and our caller is let in.
  private func link(
    _ server: PhonepatchServer, _ http: HTTPClientTransport, _ guild: String, _ channel: String
  ) async throws {
    let parts = (server.consoleURL ?? "").components(separatedBy: "#token=")
    guard parts.count == 2 else { throw Complaint("there is no console") }
    // The bot learns of its servers when it is connected.
    for _ in 0..<200 where !server.events.snapshot().contains(where: { $0.type == "discord.guild" }) {
      try await Task.sleep(for: .milliseconds(50))
    }
    var request = WebRequest(.put, parts[0] + "v1/numbers/%2B" + Self.number.dropFirst())
    request.fields[.authorization] = "Bearer " + parts[1]
    request.fields[.contentType] = "application/json"
    request.body = .bytes(
      ByteBuffer(
        string: #"{"guild":"\#(guild)","channel":"\#(channel)","answer":"auto","callers":["\#(Self.caller)"]}"#))
    let answer = try await http.send(request)
    guard answer.status == 200 else { throw Complaint("the number could not be linked: \(answer.status)") }
  }

  private static func secret() -> String {
    var random = SystemRandomNumberGenerator()
    return (0..<32).map { _ in String(random.next() % 16, radix: 16) }.joined()
  }
}
