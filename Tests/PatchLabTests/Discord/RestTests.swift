import HTTPTypes
import NIOCore
import Testing

@testable import PatchLab

/// Discord's REST, asked without a network.
@Suite struct RestTests {
  let bench = DiscordBench(permissions: [.manageChannels, .manageRoles, .moveMembers, .muteMembers])

  @Test func tellsWhatIsWrongAsDiscordDoes() async {
    let weak = DiscordBench()
    func code(_ reply: LabReply) -> [Int] { [reply.status, reply.json?["code"].int ?? -1] }
    #expect(code(await bench.ask("GET", "/users/@me", token: "x")) == [401, 0])
    #expect(code(await bench.ask("GET", "/nothing")) == [404, 0])
    #expect(code(await bench.ask("DELETE", "/gateway")) == [405, 0])
    #expect(code(await bench.ask("GET", "/channels/1")) == [404, 10003])
    #expect(code(await bench.ask("GET", "/channels/x")) == [400, 50035])
    #expect(code(await bench.ask("GET", "/guilds/1")) == [404, 10004])
    #expect(code(await weak.ask("POST", "/guilds/\(weak.guild)/channels", ["name": "x"])) == [403, 50013])
    #expect(code(await bench.ask("POST", "/channels/\(bench.text)/messages", [:])) == [400, 50006])
    #expect(code(await bench.ask("GET", "/channels/\(bench.text)/messages/1")) == [404, 10008])
    #expect(
      code(await bench.ask("PATCH", "/guilds/\(bench.guild)/members/\(bench.person)", ["mute": true])) == [400, 40032])
    #expect(code(await bench.ask("GET", "/guilds/\(bench.guild)/voice-states/@me")) == [404, 10065])
    let long = await bench.ask(
      "POST", "/channels/\(bench.text)/messages", ["content": .string(String(repeating: "x", count: 2001))])
    #expect(long.json?["errors"]["content"]["_errors"][0]["code"] == "BASE_TYPE_MAX_LENGTH")
    let reply = await bench.rest.answer(
      LabRequest(
        method: "POST", path: "/api/v10/users/@me/channels", query: [:],
        fields: [.authorization: "Bot \(bench.token)"], body: ByteBuffer(string: "{"), at: .now()))
    #expect(code(reply) == [400, 50109])
  }

  @Test func everyAnswerHasItsLimits() async {
    let reply = await bench.ask("GET", "/users/@me")
    let names = Set(reply.fields.map(\.0))
    #expect(
      names.isSuperset(of: [
        "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-RateLimit-Reset-After",
        "X-RateLimit-Bucket", "Via",
      ]))
    let begin = NIODeadline.now()
    for _ in 0..<5 { _ = await bench.ask("POST", "/channels/\(bench.text)/messages", ["content": "x"], at: begin) }
    let refused = await bench.ask(
      "POST", "/channels/\(bench.text)/messages", ["content": "x"], at: begin + .seconds(2))
    #expect(refused.status == 429 && refused.json?["retry_after"].double == 3 && refused.json?["global"] == false)
    #expect(refused.fields.contains { $0 == ("X-RateLimit-Scope", "user") })
    #expect(refused.fields.contains { $0 == ("Retry-After", "3") })
    #expect(bench.world.with { $0.messages[bench.text]?.count } == 5)
  }

  @Test func faultsOnDemand() async {
    bench.world.with {
      $0.faults.requests = [
        .init(method: "GET", path: "/users", count: 2, kind: .status(503)),
        .init(path: "", count: 1, kind: .limited(seconds: 0.25, scope: "global")),
      ]
    }
    #expect(await bench.ask("GET", "/users/@me").status == 503)
    #expect(await bench.ask("GET", "/users/@me").status == 503)
    let limited = await bench.ask("GET", "/users/@me")
    #expect(limited.status == 429 && limited.json?["global"] == true && limited.json?["retry_after"] == 0.25)
    #expect(await bench.ask("GET", "/users/@me").status == 200)
  }

  @Test func momentsAreWrittenInFull() {
    #expect(Snowflake(0).timestamp == "2015-01-01T00:00:00.000000+00:00")
    #expect(Snowflake(175_928_847_299_117_063).timestamp == "2016-04-30T11:18:25.796000+00:00")
  }

  @Test func messages() async throws {
    let peer = bench.identified()
    let made = await bench.ask("POST", "/channels/\(bench.text)/messages", ["content": "one", "nonce": "7"])
    let id = try #require(made.json?["id"].string)
    #expect(made.status == 200 && made.json?["nonce"] == "7")
    let edited = await bench.ask("PATCH", "/channels/\(bench.text)/messages/\(id)", ["content": "two"])
    #expect(edited.json?["content"] == "two" && edited.json?["edited_timestamp"].string != nil)
    let reply = await bench.ask(
      "POST", "/channels/\(bench.text)/messages", ["content": "re", "message_reference": ["message_id": .string(id)]])
    #expect(reply.json?["type"] == 19)
    let page = await bench.ask("GET", "/channels/\(bench.text)/messages", query: ["limit": "10"])
    #expect(page.json?.array?.map { $0["content"].string } == ["re", "two"])
    #expect(await bench.ask("DELETE", "/channels/\(bench.text)/messages/\(id)").status == 204)
    #expect(peer.names.suffix(4) == ["MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_CREATE", "MESSAGE_DELETE"])
    let foreign = try bench.world.say("mine", as: bench.person, in: bench.text)
    #expect(
      await bench.ask("PATCH", "/channels/\(bench.text)/messages/\(foreign)", ["content": "x"]).json?["code"] == 50005)
    // Without the intent for content, others' words are not told, unless they name the bot.
    #expect(peer.events("MESSAGE_CREATE").last?["content"] == "")
    _ = try bench.world.say("hey <@\(bench.bot)>", as: bench.person, in: bench.text)
    #expect(peer.events("MESSAGE_CREATE").last?["content"].string?.hasPrefix("hey") == true)
  }

  @Test func channelsAndOverwrites() async throws {
    let peer = bench.identified()
    let made = await bench.ask(
      "POST", "/guilds/\(bench.guild)/channels", ["name": "Calls", "type": 2, "user_limit": 3])
    let id = try #require(made.json?["id"].string)
    #expect(made.status == 201 && made.json?["user_limit"] == 3)
    #expect(await bench.ask("PATCH", "/channels/\(id)", ["name": "Lines"]).json?["name"] == "Lines")
    let denied = await bench.ask(
      "PUT", "/channels/\(id)/permissions/\(bench.person)", ["type": 1, "deny": "1048576", "allow": "0"])
    #expect(denied.status == 204)
    let channel = try #require(Snowflake(id))
    #expect(bench.world.connect(bench.person, to: channel, in: bench.guild) == nil)
    #expect(await bench.ask("DELETE", "/channels/\(id)/permissions/\(bench.person)").status == 204)
    #expect(bench.world.connect(bench.person, to: channel, in: bench.guild) != nil)
    #expect(await bench.ask("DELETE", "/channels/\(id)").status == 200)
    #expect(bench.world.seat(guild: bench.guild, user: bench.person) == nil)
    #expect(peer.names.contains("CHANNEL_CREATE") && peer.names.last == "CHANNEL_DELETE")
  }

  @Test func voiceStatus() async {
    let weak = DiscordBench()
    let path = "/channels/\(weak.voice)/voice-status"
    #expect(await weak.ask("PUT", path, ["status": "hi"]).status == 403, "not in it, and no manager")
    weak.joinVoice(weak.voice, on: weak.identified())
    #expect(await weak.ask("PUT", path, ["status": "on a call"]).status == 204)
    #expect(weak.world.with { $0.channel(weak.voice)?.status } == "on a call")
    #expect(await weak.ask("PUT", path, ["status": .string(String(repeating: "x", count: 501))]).status == 400)
    #expect(await weak.ask("PUT", path, ["status": .null]).status == 204)
    #expect(weak.world.with { $0.channel(weak.voice)?.status } == nil)
  }

  @Test func movingAndMutingMembers() async {
    let peer = bench.identified()
    let path = "/guilds/\(bench.guild)/members/\(bench.person)"
    _ = bench.world.connect(bench.person, to: bench.voice, in: bench.guild)
    #expect(await bench.ask("PATCH", path, ["channel_id": bench.other.json]).status == 200)
    #expect(bench.world.seat(guild: bench.guild, user: bench.person)?.channel == bench.other)
    #expect(await bench.ask("PATCH", path, ["mute": true]).status == 200)
    #expect(bench.world.seat(guild: bench.guild, user: bench.person)?.maySpeak == false)
    #expect(peer.events("VOICE_STATE_UPDATE").last?["mute"] == true)
    let state = await bench.ask("GET", "/guilds/\(bench.guild)/voice-states/\(bench.person)")
    #expect(state.json?["channel_id"].snowflake == bench.other)
    #expect(await bench.ask("PATCH", path, ["channel_id": .null]).status == 200)
    #expect(bench.world.seat(guild: bench.guild, user: bench.person) == nil)
    #expect(await bench.ask("PATCH", path, ["deaf": true]).json?["code"] == 50013)
  }

  @Test func stages() async {
    let peer = bench.identified()
    let weak = DiscordBench()
    weak.joinVoice(weak.stage, on: weak.identified())
    let path = { (bench: DiscordBench) in "/guilds/\(bench.guild)/voice-states/@me" }
    #expect(await weak.ask("PATCH", path(weak), ["channel_id": weak.stage.json, "suppress": false]).status == 403)
    _ = bench.world.with { $0.updateChannel(bench.stage, [:]) }
    bench.joinVoice(bench.stage, on: peer)
    #expect(await bench.ask("PATCH", path(bench), ["channel_id": bench.stage.json, "suppress": false]).status == 204)
    #expect(bench.world.seat(guild: bench.guild, user: bench.bot)?.maySpeak == true)
  }

  @Test func commandsAreCheckedAndKept() async throws {
    let base = "/applications/\(bench.bot)/guilds/\(bench.guild)/commands"
    let good: JSONValue = [
      "name": "call", "description": "Calls",
      "options": [
        ["type": 3, "name": "number", "description": "Whom", "required": true]
      ],
    ]
    let bad: [JSONValue] = [
      good.merging(["name": "Call"]), good.merging(["name": ""]), good.without("description"),
      good.merging(["description": .string(String(repeating: "x", count: 101))]),
      good.merging([
        "options": [
          ["type": 3, "name": "a", "description": "a"], ["type": 3, "name": "b", "description": "b", "required": true],
        ]
      ]),
      good.merging([
        "options": [["type": 3, "name": "a", "description": "a"], ["type": 3, "name": "a", "description": "a"]]
      ]),
      good.merging(["options": .array((0..<26).map { ["type": 3, "name": "o\($0)", "description": "a"] })]),
    ]
    for body in bad { #expect(await DiscordBench.fresh(bench).ask("POST", base, body).status == 400, "\(body.text)") }
    let made = await bench.ask("PUT", base, [good])
    #expect(made.status == 200 && made.json?[0]["application_id"].snowflake == bench.bot)
    let id = try #require(made.json?[0]["id"].string)
    let again = await bench.ask("PUT", base, [good, good.merging(["name": "other"])])
    #expect(
      again.json?[0]["id"].string == id && again.json?[0]["version"] == made.json?[0]["version"], "nothing changed")
    #expect(await bench.ask("PUT", base, [good, good]).json?["code"] == 50035)
    #expect(await bench.ask("PATCH", base + "/\(id)", ["description": "New"]).json?["description"] == "New")
    #expect(await bench.ask("DELETE", base + "/\(id)").status == 204)
    #expect(await bench.ask("GET", base).json?.array?.map { $0["name"].string } == ["other"])
    #expect(await bench.ask("GET", "/applications/\(bench.bot)/commands").json == [])
    #expect(await bench.ask("PUT", "/applications/\(bench.person)/commands", []).status == 403, "somebody else's")
  }

  @Test func filesComeBesideTheMessage() async {
    let body =
      "--b\r\nContent-Disposition: form-data; name=\"payload_json\"\r\nContent-Type: application/json\r\n\r\n{\"content\":\"with a file\"}\r\n"
      + "--b\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"a.txt\"\r\n\r\nhello\r\n--b--\r\n"
    let reply = await bench.rest.answer(
      LabRequest(
        method: "POST", path: "/api/v10/channels/\(bench.text)/messages", query: [:],
        fields: [.authorization: "Bot \(bench.token)", .contentType: "multipart/form-data; boundary=b"],
        body: ByteBuffer(string: body), at: .now()))
    #expect(reply.json?["content"] == "with a file")
    #expect(
      MultipartForm(ByteBuffer(string: body), contentType: "multipart/form-data; boundary=b").files.map(\.size) == [5])
  }
}

extension DiscordBench {
  /// The same world, with its limits counted anew.
  fileprivate static func fresh(_ bench: DiscordBench) -> DiscordBench {
    bench.world.with { $0.limiter = RateLimiter(seed: 1) }
    return bench
  }
}
