import Foundation
import Logging
import NIOCore
import PatchEngine
import PatchLab
import PatchNet
import PatchServer

/// A phone caller and two people in a Discord channel, joined by the server: real speech, real encryption, all on loopback.
struct DiscordDemo {
  let table: TurnTable
  let seconds: Double
  let fault: Demo.Fault?

  static let names = ["the phone", "Ada", "Ben"]
  private static let number = "+15550100"
  private static let outage = 0.4  // seconds

  func run(progress: DemoProgress) async throws -> DiscordDemoResult {
    let file = NSTemporaryDirectory() + "phonepatch-demo-\(ProcessInfo.processInfo.processIdentifier).pem"
    defer { try? FileManager.default.removeItem(atPath: file) }
    var labSettings = DiscordLabSettings(seed: .random(in: 0...UInt64.max))
    labSettings.authorityFile = file
    let lab = try await DiscordLab.start(labSettings)
    let cast = lab.populate(bots: ["phonepatch"], people: 3)
    guard let guild = UInt64(cast.guild),
      let channel = cast.channels.first(where: { $0.kind == "voice" }).flatMap({ UInt64($0.id) }),
      cast.people.count == 3
    else { throw Complaint("the simulated Discord has no voice channel") }
    let users = cast.people.compactMap { UInt64($0.id) }
    let (server, token) = try await startServer()
    let state = BridgeState()
    let bridge = try DiscordBridge(
      VoiceSessionSettings(user: users[0], seed: .random(in: 0...UInt64.max)), room: "demo", on: server, trusting: file
    ) { state.take($0, user: users[0], guild: guild, lab: lab) }
    state.voice(bridge.voice)
    let ada = try DiscordSpeaker(users[1], guild: guild, lab: lab, authority: file)
    let ben = try DiscordSpeaker(users[2], guild: guild, lab: lab, authority: file)
    bridge.voice.join(guild: guild, channel: channel)
    for speaker in [ada, ben] { speaker.join(channel) }
    let isTogether = await Self.wait(15) {
      let codes = [state.group, ada.group, ben.group]
      return Set(codes.map { $0?.privacyCode ?? "" }).count == 1 && codes.allSatisfy { $0?.members.count == 3 }
    }
    // The switch to the last key follows when all are ready.
    try await Task.sleep(for: .seconds(1))
    let http = HTTPClientTransport(followRedirects: 3)
    let carrier = Carrier(CarrierSettings(authToken: token), http: http, webSockets: WebSocketClient())
    let said = said
    var plan = CallPlan(from: "+15550101", to: Self.number, webhook: server.publicURL + "/twilio/voice")
    plan.caller = Caller(speech: said[0], hangsUp: seconds)
    let placed = plan
    let drawing = Task { [seconds] in await progress.run(seconds: seconds) }
    let breaking = Task { await breakDown(lab, guild: guild, user: users[0]) }
    async let call = carrier.place(placed)
    async let first: Void = ada.say(said[1])
    async let second: Void = ben.say(said[2])
    let report = await call
    _ = try await (first, second)
    await breaking.value
    drawing.cancel()
    await drawing.value
    try await Task.sleep(for: .milliseconds(500))
    let lost = await bridge.voice.statistics().lost
    var result = DiscordDemoResult(
      table: table, call: report, groups: [state.group, ada.group, ben.group], seen: await lab.voiceReport().users,
      fault: fault)
    result.judge(
      table, said: said,
      mouths: [report.streams.first?.started ?? .now(), ada.began ?? .now(), ben.began ?? .now()],
      ears: [
        .init(0, hears: [1, 2], .init(phone: report)), .init(1, hears: [0], ada.ear(users[0])),
        .init(1, hears: [2], ada.ear(users[2])), .init(2, hears: [0], ben.ear(users[0])),
        .init(2, hears: [1], ben.ear(users[1])),
      ])
    result.note(state.events, lost, isTogether: isTogether)
    await bridge.stop()
    await ada.stop()
    await ben.stop()
    await http.shutdown()
    await server.stop()
    await lab.stop()
    return result
  }

  /// What is said, which a fault makes something else than what was planned.
  private var said: [[UInt8]] {
    var tracks = table.tracks
    switch fault {
    case .muteLeg: tracks[2] = [UInt8](repeating: 0xFF, count: tracks[2].count)
    case .swap: tracks.swapAt(1, 2)
    case .stall, nil: break
    }
    return tracks
  }

  /// In the middle of the phone's last words nothing comes through between bridge and Discord, and the voice connection
  /// breaks.
  private func breakDown(_ lab: DiscordLab, guild: UInt64, user: UInt64) async {
    guard fault == .stall else { return }
    let turn = table.turns.last { $0.caller == 0 }?.range ?? 0..<16000
    try? await Task.sleep(for: .milliseconds((turn.lowerBound + turn.upperBound) / 16))
    var faults = VoiceFaults()
    faults.loss = 1
    faults.uplinkLoss = 1
    await lab.perform(.faults(guild: guild, user: user, faults: faults))
    await lab.perform(.drop(guild: guild, user: user))
    try? await Task.sleep(for: .seconds(Self.outage))
    await lab.perform(.faults(guild: guild, user: user, faults: VoiceFaults()))
  }

  private func startServer() async throws -> (PhonepatchServer, String) {
    var random = SystemRandomNumberGenerator()
    let token = (0..<32).map { _ in String(random.next() % 16, radix: 16) }.joined()
    var configuration = ServerConfiguration()
    configuration.listen = ListenAddress(host: "127.0.0.1", port: 0)
    configuration.twilio.authToken = token
    configuration.numbers = [Self.number: "demo"]
    var logger = Logger(label: "phonepatch") { _ in SwiftLogNoOpLogHandler() }
    logger.logLevel = .critical
    return (try await PhonepatchServer.start(configuration, logger: logger), token)
  }

  private static func wait(_ seconds: Int, _ condition: () -> Bool) async -> Bool {
    for _ in 0..<seconds * 50 {
      if condition() { return true }
      try? await Task.sleep(for: .milliseconds(20))
    }
    return false
  }
}
