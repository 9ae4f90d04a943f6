import Logging
import PatchLab
import PatchNet
import PatchServer

/// Server and phone network in one process, and the calls between them.
struct DemoRun {
  let table: TurnTable
  let seconds: Double
  let fault: Demo.Fault?

  private static let number = "+15550100"

  func run(progress: DemoProgress) async throws -> DemoResult {
    var random = SystemRandomNumberGenerator()
    let token = (0..<32).map { _ in String(random.next() % 16, radix: 16) }.joined()
    var configuration = ServerConfiguration()
    configuration.listen = ListenAddress(host: "127.0.0.1", port: 0)
    configuration.twilio.authToken = token
    configuration.numbers = [Self.number: "demo"]
    configuration.limits.legsPerRoom = max(configuration.limits.legsPerRoom, table.tracks.count)
    var logger = Logger(label: "phonepatch") { _ in SwiftLogNoOpLogHandler() }
    logger.logLevel = .critical
    let server = try await PhonepatchServer.start(configuration, logger: logger)
    let http = HTTPClientTransport(followRedirects: 3)
    let log = FrameLog()
    let carrier = Carrier(CarrierSettings(authToken: token), http: http, webSockets: log)
    let reported = Task { [events = server.events.subscribe(buffer: 1 << 16)] in
      await events.reduce(into: ReportedDeviations()) { $0.add($1) }
    }
    let drawing = Task { [seconds] in await progress.run(seconds: seconds) }
    let calls = await place(on: carrier, webhook: server.publicURL + "/twilio/voice")
    drawing.cancel()
    await drawing.value
    await http.shutdown()
    await server.stop()
    return DemoResult(
      table: table, calls: calls, reported: await reported.value, fault: fault?.rawValue, seconds: seconds,
      frames: log.text)
  }

  /// Everybody dials at once. The reports are in the order of the callers.
  private func place(on carrier: Carrier, webhook: String) async -> [CallReport] {
    await withTaskGroup(of: (Int, CallReport).self) { group in
      for (caller, speech) in said.enumerated() {
        var plan = CallPlan(from: Self.from(caller), to: Self.number, webhook: webhook)
        plan.caller = Caller(speech: speech, hangsUp: seconds)
        if fault == .stall, caller == 0 { plan.faults.stalls = [.init(at: stallAt, seconds: 0.4)] }
        let kept = plan
        group.addTask { (caller, await carrier.place(kept)) }
      }
      var reports = [CallReport?](repeating: nil, count: table.tracks.count)
      for await (caller, report) in group { reports[caller] = report }
      return reports.compactMap(\.self)
    }
  }

  static func from(_ caller: Int) -> String { "+1555010\(caller + 1)" }

  /// In the middle of the first caller's last words.
  private var stallAt: Double {
    let turn = table.turns.last { $0.caller == 0 }?.range ?? 0..<16000
    return Double(turn.lowerBound + turn.upperBound) / 16000
  }

  /// What is said, which a fault makes something else than what was planned.
  private var said: [[UInt8]] {
    var tracks = table.tracks
    switch fault {
    case .muteLeg: tracks[tracks.count - 1] = [UInt8](repeating: 0xFF, count: tracks[0].count)
    case .swap: tracks.swapAt(0, 1)
    case .stall, nil: break
    }
    return tracks
  }
}
