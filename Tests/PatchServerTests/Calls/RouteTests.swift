import Foundation
import PatchLab
import PatchNet
import Testing

@testable import PatchServer

@Suite(.timeLimit(.minutes(1))) struct RouteTests {
  static let file = """
    routes:
      - name: nights
        to: "+15550100"
        days: mon-fri
        hours: "18:00-08:00"
        time_zone: Europe/Berlin
        say: We are closed.
        voice: Polly.Joanna
        language: en-US
        end: hang_up
      - from: ["+49*", anonymous]
        to: ["+15550177"]
        end: reject
      - to: "+15550101"
        play: https://example.com/welcome.mp3
        menu:
          seconds: 4
          tries: 2
          keys:
            1: {room: sales}
            "*": {say: Support is here., menu: {keys: {"#": {room: support}, 0: {end: hang_up}}}}
          otherwise: {say: Goodbye., end: hang_up}
      - to: "+15550102"
        say: Welcome.
    """

  private func book(_ text: String = file) throws -> RouteBook {
    let read = RouteReader.read(text, path: "routes.yaml")
    try #require(read.problems.isEmpty, "\(read.problems)")
    return read.book
  }

  private func at(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

  @Test func whoCallsWhichNumberWhenIsTold() throws {
    let night = try book().routes[0]
    func fits(_ time: String) throws -> Bool { try night.fits(to: "+15550100", from: "+1", at: at(time)) }
    // 2026-11-20 is a Friday; Berlin is an hour ahead of UTC then, and two in summer.
    #expect(try fits("2026-11-20T17:00:00Z") && !fits("2026-11-20T16:59:00Z"))
    #expect(try fits("2026-11-21T06:59:00Z") && !fits("2026-11-21T07:00:00Z"), "the night of Friday ends on Saturday")
    #expect(try !fits("2026-11-21T20:00:00Z") && !fits("2026-11-23T03:00:00Z"), "the night of Sunday is none")
    #expect(try fits("2026-07-17T16:00:00Z") && !fits("2026-07-17T15:59:00Z"))
    #expect(try !night.fits(to: "+15550199", from: "+1", at: at("2026-11-20T20:00:00Z")))
    let other = try book().routes[1]
    #expect(
      other.fits(to: "+15550177", from: "+4930123", at: .now)
        && other.fits(to: "+15550177", from: "anonymous", at: .now))
    #expect(!other.fits(to: "+15550177", from: "+14155550100", at: .now))
  }

  @Test(arguments: [
    ("routes: 7", "1: routes is no list"),
    ("route: []", "1: “route” is not known, did you mean routes?"),
    ("routes:\n  - tto: \"+1\"", "2: “tto” is not known, did you mean to?"),
    ("routes:\n  - to: 555", "2: “555” is no number"),
    ("routes:\n  - days: [mon, noday]", "“noday” is no day"),
    ("routes:\n  - hours: 18-8", "“18-8” is no time"),
    ("routes:\n  - time_zone: Mars/Olympus", "“Mars/Olympus” is no time zone"),
    ("routes:\n  - room: \"a b\"", "“a b” is no room name"),
    ("routes:\n  - {room: a, end: busy}", "one of room, menu and end"),
    ("routes:\n  - {say: x, end: reject}", "hears nothing"),
    ("routes:\n  - end: stop", "not “stop”"),
    ("routes:\n  - play: http://example.com/a.mp3", "is no https:// address"),
    ("routes:\n  - menu: {}", "a menu without keys"),
    ("routes:\n  - menu:\n      keys:\n        12: {room: a}", "4: “12” is no key"),
    ("routes:\n  - menu: {keys: {1: {say: x}}}", "a menu leads to"),
    ("routes:\n  - menu: {keys: {1: {end: busy}}}", "can only hang_up"),
    ("routes:\n  - menu: {tries: 99, keys: {1: {room: a}}}", "tries is no whole number from 1 to 10"),
    ("routes: [", "routes.yaml"),
  ])
  func whatIsWrongIsToldWithItsLine(_ text: String, _ problem: String) {
    let problems = RouteReader.read(text, path: "routes.yaml").problems
    #expect(problems.contains { $0.hasPrefix("routes.yaml") && $0.contains(problem) }, "\(problems)")
  }

  @Test func theGuidesExampleIsOne() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..")
    let page = root.appendingPathComponent("Sources/PatchEngine/PatchEngine.docc/RunningTheServer.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let start = try #require(text.firstRange(of: "```yaml\n")), rest = text[start.upperBound...]
    let end = try #require(rest.firstRange(of: "```"))
    let routes = try book(String(rest[..<end.lowerBound])).routes
    #expect(routes.count == 3 && routes[0].hours?.begin == 1080 && routes[1].step.then == .reject)
    #expect(routes[2].step.step("2")?.then == .room("lobby"))
  }

  @Test func theFileIsReadWithTheConfiguration() async throws {
    let good = try TemporaryFile(Self.file)
    let environment = ["TWILIO_AUTH_TOKEN": "x", "PHONEPATCH_ROUTES": good.path]
    let read = try await ConfigurationLoader.load(environment: environment)
    #expect(read.routes.routes.map(\.name) == ["nights", "route 2", "route 3", "route 4"])
    await #expect(throws: ConfigurationError.self) {
      try await ConfigurationLoader.load(environment: ["TWILIO_AUTH_TOKEN": "x", "PHONEPATCH_ROUTES": "/nowhere.yaml"])
    }
  }

  @Test func callersAreRejectedGreetedAndLinked() async throws {
    let book = try book()
    try await withServer {
      $0.routes = book
      $0.numbers = ["+15550102": "lobby"]
    } _: { (carrier: TestCarrier) async throws in
      let rejected = try await carrier.post(
        "/twilio/voice", [("CallSid", TestCarrier.callSid(1)), ("From", "+49301"), ("To", "+15550177")])
      #expect(rejected.body.contains("<Reject reason=\"rejected\" />") && carrier.server.calls().isEmpty)
      #expect(carrier.server.events.snapshot().contains { $0.type == .callRefused })
      let greeted = try await carrier.voice(call: 2, to: "+15550102")
      let base = carrier.server.publicURL
      #expect(greeted.body.contains("<Say>Welcome.</Say><Redirect>\(base)/twilio/linked</Redirect>"), "\(greeted.body)")
      let linked = try await carrier.voice(call: 2, to: "+15550102", target: "/twilio/linked")
      #expect(linked.body.contains(#"<Parameter name="room" value="lobby" />"#))
      #expect(try await carrier.voice(call: 3).body.contains("<Connect"), "no route fits")
      let foreign = TestCarrier(carrier.server, token: "other")
      #expect(try await foreign.voice(call: 4, target: "/twilio/menu/2?tries=1").status == 403)
    }
  }

  @Test func keysLeadThroughMenusIntoARoom() async throws {
    let book = try book()
    try await withServer {
      $0.routes = book
    } _: { (carrier: TestCarrier) async throws in
      let base = carrier.server.publicURL
      let first = try await carrier.voice(call: 1, to: "+15550101")
      #expect(
        first.body.contains(
          #"<Gather action="\#(base)/twilio/menu/2?tries=1" actionOnEmptyResult="true" input="dtmf" numDigits="1" timeout="4"><Play>https://example.com/welcome.mp3</Play></Gather>"#
        ),
        "\(first.body)")
      let again = try await carrier.voice(
        call: 1, to: "+15550101", target: "/twilio/menu/2?tries=1", extra: [("Digits", "7")])
      #expect(again.body.contains("/twilio/menu/2?tries=2"))
      let deeper = try await carrier.voice(
        call: 1, to: "+15550101", target: "/twilio/menu/2?tries=2", extra: [("Digits", "*")])
      #expect(deeper.body.contains("/twilio/menu/2/s?tries=1") && deeper.body.contains("Support is here."))
      let room = try await carrier.voice(
        call: 1, to: "+15550101", target: "/twilio/menu/2/s?tries=1", extra: [("Digits", "#")])
      #expect(room.body.contains(#"<Parameter name="room" value="support" />"#))
      let leg = try await carrier.media(TestCarrier.mediaPath(room.body))
      #expect(carrier.server.calls().first?.handler == "route")
      #expect(leg.status == 101)
      // Nobody presses anything.
      _ = try await carrier.voice(call: 2, to: "+15550101")
      _ = try await carrier.voice(call: 2, to: "+15550101", target: "/twilio/menu/2?tries=1", extra: [("Digits", "")])
      let bye = try await carrier.voice(
        call: 2, to: "+15550101", target: "/twilio/menu/2?tries=2", extra: [("Digits", "")])
      #expect(bye.body.contains("<Say>Goodbye.</Say><Hangup />"))
      #expect(!carrier.server.calls().contains { $0.providerID == TestCarrier.callSid(2) })
      // An address of a file that was changed, and a call that nobody knows.
      #expect(try await carrier.voice(call: 1, target: "/twilio/menu/9/1?tries=1").body.contains("<Hangup"))
      #expect(try await carrier.voice(call: 5, target: "/twilio/menu/2?tries=1").body.contains("<Hangup"))
    }
  }

  @Test func aSimulatedCallerWalksThroughTheMenu() async throws {
    let book = try book(Self.file.replacing("play: https://example.com/welcome.mp3", with: "say: Press one."))
    try await withServer {
      $0.routes = book
    } _: { (carrier: TestCarrier) async throws in
      let http = HTTPClientTransport(followRedirects: 3)
      let network = Carrier(CarrierSettings(authToken: TestCarrier.token), http: http)
      var plan = CallPlan(from: "+14155550101", to: "+15550101", webhook: carrier.server.publicURL + "/twilio/voice")
      plan.caller.gathers = [.keys("5"), .keys("1")]
      plan.caller.hangsUp = 3
      let report = await network.place(plan)
      await http.shutdown()
      #expect(report.allViolations.isEmpty, "\(report.allViolations)")
      #expect(report.verbs.map(\.verb).prefix(3) == ["Say", "Gather", "Say"], "\(report.verbs)")
      #expect(carrier.server.events.snapshot().contains { $0.type == .callAnswered })
    }
  }
}
