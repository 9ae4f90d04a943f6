import NIOCore
import Testing

@testable import PatchLab

/// Commands, buttons and modals from both ends, without a network.
@Suite struct InteractionTests {
  let bench = DiscordBench()

  private func register(_ command: JSONValue) async {
    let reply = await bench.ask("POST", "/applications/\(bench.bot)/guilds/\(bench.guild)/commands", command)
    #expect(reply.status == 201)
  }

  private func callback(_ event: JSONValue, _ body: JSONValue, at now: NIODeadline = .now()) async -> LabReply {
    await bench.ask(
      "POST", "/interactions/\(event["id"].string ?? "")/\(event["token"].string ?? "")/callback", body, token: "none",
      query: ["with_response": "true"], at: now)
  }

  private let call: JSONValue = [
    "name": "phone", "description": "Phones",
    "options": [
      [
        "type": 1, "name": "call", "description": "Calls",
        "options": [
          ["type": 3, "name": "number", "description": "Whom", "required": true, "max_length": 5],
          ["type": 7, "name": "where", "description": "Where", "channel_types": [2]],
        ],
      ]
    ],
  ]

  @Test func aCommandComesWithItsOptions() async throws {
    await register(call)
    let peer = bench.identified()
    let id = try bench.world.run(
      "phone call", ["number": "555", "where": .string(bench.voice.description)], as: bench.person, in: bench.text)
    let event = try #require(peer.events("INTERACTION_CREATE").last)
    #expect(event["type"] == 2 && event["data"]["name"] == "phone" && event["guild_id"].snowflake == bench.guild)
    let inner = event["data"]["options"][0]
    #expect(inner["name"] == "call" && inner["options"][0] == ["name": "number", "type": 3, "value": "555"])
    #expect(event["data"]["resolved"]["channels"][bench.voice.description]["name"] == "Lounge")
    #expect(event["member"]["user"]["id"].snowflake == bench.person)
    let reply = await callback(event, ["type": 4, "data": ["content": "calling", "flags": 64]])
    #expect(reply.status == 200 && reply.json?["resource"]["message"]["content"] == "calling")
    #expect(reply.json?["interaction"]["response_message_ephemeral"] == true)
    #expect(!reply.fields.contains { $0.0.hasPrefix("X-RateLimit") }, "answers are not counted")
    let told = try await bench.world.outcome(of: id)
    #expect(told["answer_type"] == 4 && told["message"]["content"] == "calling")
    let listed = await bench.ask("GET", "/channels/\(bench.text)/messages")
    #expect(listed.json == [], "nobody else sees it")
  }

  @Test func refusesWhatDiscordsClientWouldNotSend() async throws {
    await register(call)
    let (world, person, text) = (bench.world, bench.person, bench.text)
    #expect(throws: ControlFailure.self) { try world.run("phone", [:], as: person, in: text) }
    #expect(throws: ControlFailure.self) { try world.run("phone call", [:], as: person, in: text) }
    #expect(throws: ControlFailure.self) { try world.run("phone call", ["number": 5], as: person, in: text) }
    #expect(throws: ControlFailure.self) { try world.run("phone call", ["number": "123456"], as: person, in: text) }
    #expect(throws: ControlFailure.self) { try world.run("phone call", ["number": "1", "x": 1], as: person, in: text) }
    #expect(throws: ControlFailure.self) { try world.run("nothing", [:], as: person, in: text) }
    await register(["name": "admin", "description": "x", "default_member_permissions": "8"])
    #expect(throws: ControlFailure.self) { try world.run("admin", [:], as: person, in: text) }
  }

  @Test func answersOnceAndInTime() async throws {
    await register(["name": "go", "description": "x"])
    let peer = bench.identified()
    _ = try bench.world.run("go", as: bench.person, in: bench.text)
    let event = try #require(peer.events("INTERACTION_CREATE").last)
    #expect(await callback(event, ["type": 4, "data": ["content": ""]]).json?["code"] == 50006)
    #expect(await callback(event, ["type": 8, "data": [:]]).json?["code"] == 50035)
    #expect(await callback(event.merging(["token": "x"]), ["type": 5]).json?["code"] == 10062)
    #expect(
      await callback(event, ["type": 4, "data": ["content": "x"]], at: .now() + .seconds(4)).json?["code"] == 10062)
    #expect(await callback(event, ["type": 4, "data": ["content": "x"]]).status == 200)
    #expect(await callback(event, ["type": 4, "data": ["content": "x"]]).json?["code"] == 40060)
  }

  @Test func deferralsEditsAndFollowUps() async throws {
    await register(["name": "go", "description": "x"])
    let peer = bench.identified()
    let id = try bench.world.run("go", as: bench.person, in: bench.text)
    let event = try #require(peer.events("INTERACTION_CREATE").last)
    let hook = "/webhooks/\(bench.bot)/\(event["token"].string ?? "")"
    #expect(await bench.ask("POST", hook, ["content": "early"]).json?["code"] == 10015)
    #expect(await callback(event, ["type": 5]).json?["interaction"]["response_message_loading"] == true)
    let waiting = try await bench.world.outcome(of: id, atMost: .zero)
    #expect(waiting["pending"] == true)
    let edited = await bench.ask("PATCH", hook + "/messages/@original", ["content": "done"])
    #expect(edited.json?["content"] == "done" && edited.json?["flags"] == 0)
    let done = try await bench.world.outcome(of: id)
    #expect(done["pending"] == false)
    let more = await bench.ask("POST", hook, ["content": "more"])
    let message = try #require(more.json?["id"].string)
    #expect(await bench.ask("GET", hook + "/messages/\(message)").json?["content"] == "more")
    #expect(await bench.ask("DELETE", hook + "/messages/\(message)").status == 204)
    #expect(await bench.ask("GET", hook + "/messages/\(message)").json?["code"] == 10008)
    let late = await bench.ask("POST", hook, ["content": "late"], at: .now() + .minutes(16))
    #expect(late.status == 401 && late.json?["code"] == 50027)
  }

  @Test func buttonsMenusAndModals() async throws {
    await register(["name": "go", "description": "x"])
    let peer = bench.identified()
    let id = try bench.world.run("go", as: bench.person, in: bench.text)
    var event = try #require(peer.events("INTERACTION_CREATE").last)
    let row: JSONValue = [
      "type": 1,
      "components": [
        ["type": 2, "style": 1, "label": "Go", "custom_id": "go"],
        ["type": 2, "style": 1, "label": "No", "custom_id": "no", "disabled": true],
      ],
    ]
    _ = await callback(event, ["type": 4, "data": ["content": "press", "components": [row]]])
    let message = try #require(try await bench.world.outcome(of: id)["message"]["id"].snowflake)
    let (world, person, text) = (bench.world, bench.person, bench.text)
    #expect(throws: ControlFailure.self) { try world.press("none", on: message, in: text, as: person) }
    #expect(throws: ControlFailure.self) { try world.press("no", on: message, in: text, as: person) }
    let press = try world.press("go", on: message, in: text, as: person)
    event = try #require(peer.events("INTERACTION_CREATE").last)
    #expect(event["type"] == 3 && event["data"]["custom_id"] == "go" && event["message"]["id"].snowflake == message)
    let field: JSONValue = ["type": 1, "components": [["type": 4, "custom_id": "why", "label": "Why?", "style": 1]]]
    _ = await callback(event, ["type": 9, "data": ["custom_id": "form", "title": "Why", "components": [field]]])
    #expect(throws: ControlFailure.self) { try world.submit(press, ["other": "x"]) }
    _ = try world.submit(press, ["why": "because"])
    event = try #require(peer.events("INTERACTION_CREATE").last)
    #expect(event["type"] == 5 && event["data"]["components"][0]["components"][0]["value"] == "because")
    // What answers a modal says which button opened it, and which command showed the button.
    #expect(
      world.with { state in
        state.interactions[press].flatMap { _ in state.interactions.values.first { $0.cause == press } }.map {
          state.metadata($0)["triggering_interaction_metadata"]["interacted_message_id"].snowflake
        }
      } == message)
    #expect(await callback(event, ["type": 7, "data": ["content": "changed", "components": []]]).status == 200)
    #expect(world.with { $0.message(message, in: text)?.content } == "changed")
  }
}
