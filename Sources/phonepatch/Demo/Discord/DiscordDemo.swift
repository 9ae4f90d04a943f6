import Foundation
import Logging
import PatchEngine
import PatchLab
import PatchNet
import PatchServer

/// A phone caller and two people in a Discord channel, joined by the server: real speech, real encryption, all on loopback.
struct DiscordDemo {
  let speech: [Speech]
  let seconds: Double

  struct Pair: Encodable {
    var listener: String
    var speaker: String
    /// How many of the speaker's turns were found in what the listener heard.
    var found: Int
    var turns: Int
    /// The worst correlation of a turn with what was heard of it, 0…1.
    var likeness: Double
  }

  struct Result: Encodable {
    var good: Bool
    var privacyCode: String?
    var privacyCodesEqual: Bool
    var epoch: UInt64
    var plainPackets: Int
    var pairs: [Pair]
    var problems: [String]
    /// Said wherever the code is shown.
    var notice = "Encryption ends at this bridge: the phone leg is not end-to-end encrypted."
  }

  private static let number = "+15550100"
  private static let names = ["the phone", "Ada", "Ben"]
  /// Less than this, and a turn was not heard.
  private static let enough = 0.6

  func run() async throws -> Result {
    let file = NSTemporaryDirectory() + "phonepatch-demo-\(ProcessInfo.processInfo.processIdentifier).pem"
    defer { try? FileManager.default.removeItem(atPath: file) }
    var labSettings = DiscordLabSettings(seed: .random(in: 0...UInt64.max))
    labSettings.authorityFile = file
    let lab = try await DiscordLab.start(labSettings)
    let cast = lab.populate(bots: ["phonepatch"], people: 3)
    guard let guild = UInt64(cast.guild),
      let channel = cast.channels.first(where: { $0.kind == "voice" }).flatMap({ UInt64($0.id) }),
      cast.people.count == 3
    else { throw CancellationError() }
    let users = cast.people.compactMap { UInt64($0.id) }
    let (server, token) = try await startServer()
    let table = TurnTable(callers: 3, seconds: seconds, speech: speech)
    let state = BridgeState()
    let bridge = try DiscordBridge(
      VoiceSessionSettings(user: users[0], seed: .random(in: 0...UInt64.max)), room: "demo", on: server, trusting: file
    ) { state.take($0, user: users[0], guild: guild, lab: lab) }
    state.voice(bridge.voice)
    let ada = try DiscordSpeaker(users[1], guild: guild, lab: lab, authority: file)
    let ben = try DiscordSpeaker(users[2], guild: guild, lab: lab, authority: file)
    bridge.voice.join(guild: guild, channel: channel)
    for speaker in [ada, ben] { speaker.voice?.join(guild: guild, channel: channel) }
    let isTogether = await Self.wait(15) {
      let codes = [state.group, ada.group, ben.group]
      return Set(codes.map { $0?.privacyCode ?? "" }).count == 1 && codes.allSatisfy { $0?.members.count == 3 }
    }
    // The switch to the last key follows when all are ready.
    try await Task.sleep(for: .seconds(1))
    let http = HTTPClientTransport(followRedirects: 3)
    let carrier = Carrier(CarrierSettings(authToken: token), http: http, webSockets: WebSocketClient())
    var plan = CallPlan(from: "+15550101", to: Self.number, webhook: server.publicURL + "/twilio/voice")
    plan.caller = Caller(speech: table.tracks[0], hangsUp: seconds)
    let placed = plan
    async let call = carrier.place(placed)
    async let first: Void = ada.say(table.tracks[1])
    async let second: Void = ben.say(table.tracks[2])
    let report = await call
    _ = try await (first, second)
    try await Task.sleep(for: .milliseconds(500))
    let groups = [state.group, ada.group, ben.group]
    var problems = report.violations.map { "\($0.code.rawValue) \($0.detail)" }
    if !isTogether { problems.append("the three did not come into one group") }
    let seen = await lab.voiceReport().users
    let plain = seen.reduce(0) { $0 + $1.plainUnderDave }
    if plain > 0 { problems.append("\(plain) packets were not end-to-end encrypted") }
    let phone = report.streams.first.map { PhoneSound.decode($0.heard.bytes) } ?? []
    let ears: [[Int: [Int16]]] = [
      [1: phone, 2: phone],
      [0: ada.heard[users[0]] ?? [], 2: ada.heard[users[2]] ?? []],
      [0: ben.heard[users[0]] ?? [], 1: ben.heard[users[1]] ?? []],
    ]
    let pairs = Self.judge(table, ears)
    await bridge.stop()
    await ada.stop()
    await ben.stop()
    await http.shutdown()
    await server.stop()
    await lab.stop()
    let codes = Set(groups.map { $0?.privacyCode ?? "" })
    let isGood =
      problems.isEmpty && codes.count == 1 && pairs.count == 6
      && pairs.allSatisfy { $0.found == $0.turns && $0.turns > 0 }
    return Result(
      good: isGood, privacyCode: groups[0]?.privacyCode, privacyCodesEqual: codes.count == 1 && groups[0] != nil,
      epoch: groups[0]?.epoch ?? 0, plainPackets: plain, pairs: pairs, problems: problems)
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

  /// Every turn of every speaker is looked for in every other ear.
  private static func judge(_ table: TurnTable, _ ears: [[Int: [Int16]]]) -> [Pair] {
    var pairs: [Pair] = []
    for (listener, heard) in ears.enumerated() {
      for (speaker, sound) in heard.sorted(by: { $0.key < $1.key }) {
        let turns = table.turns.filter { $0.caller == speaker }
        let values = turns.map { turn in
          Likeness.find(PhoneSound.decode(Array(table.tracks[speaker][turn.range])), in: sound).likeness
        }
        pairs.append(
          Pair(
            listener: names[listener], speaker: names[speaker], found: values.filter { $0 >= enough }.count,
            turns: turns.count, likeness: ((values.min() ?? 0) * 1000).rounded() / 1000))
      }
    }
    return pairs
  }
}

extension DiscordDemo.Result {
  func printJSON() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    Terminal.output.write(String(decoding: try encoder.encode(self), as: UTF8.self) + "\n")
  }

  func print(to terminal: Terminal) {
    terminal.write("\n")
    for pair in pairs {
      let isGood = pair.found == pair.turns && pair.turns > 0
      let mark = isGood ? terminal.paint("✓", .green) : terminal.paint("✗", .red)
      terminal.write(
        "\(mark) \(pair.listener) heard \(pair.found) of \(pair.turns) turns of \(pair.speaker), likeness \(pair.likeness)\n"
      )
    }
    let code = privacyCode.map { code in
      stride(from: 0, to: code.count, by: 5).map { String(code.dropFirst($0).prefix(5)) }.joined(separator: " ")
    }
    terminal.write(
      "\nprivacy code \(code ?? "none")\(privacyCodesEqual ? ", the same for all" : ", not the same for all")\n")
    terminal.write("\(notice)\n")
    for problem in problems { terminal.write("  " + terminal.paint(problem, .red) + "\n") }
    terminal.write(
      "\n" + (good ? terminal.paint("everybody heard everybody", .green) : terminal.paint("something is wrong", .red))
        + "\n")
  }
}
