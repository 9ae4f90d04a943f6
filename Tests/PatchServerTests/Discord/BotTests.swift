import NIOCore
import PatchNet
import Testing

@testable import PatchLab
@testable import PatchServer

/// The bot between a Discord and a telephone network, both of the Lab.
@Suite(.timeLimit(.minutes(3))) struct BotTests {
  @Test func aMemberCallsANumberIntoTheChannel() async throws {
    try await withBotStage { (stage: BotStage) async throws in
      let told = try await stage.say("call", ["number": "+1 415 555 2671"])
      #expect(told.contains("+1415•••2671") && !told.contains("5552671"), "\(told)")
      #expect(stage.bridge.network.requests.count { $0.hasPrefix("POST") && $0.hasSuffix("/Calls.json") } == 1)
      #expect(await stage.bridge.wait { stage.bridge.server.calls().first?.state == .streaming })
      #expect(await stage.bridge.wait { stage.inVoice() })
      let room = ChannelLine.room(stage.guild.raw)
      #expect(
        await stage.bridge.wait {
          await stage.bridge.server.roomStatistics().contains {
            $0.name == room && $0.legs.count == 1 && $0.channels.count == 1
          }
        })
      #expect(stage.bridge.server.calls().first?.owner == stage.guild.description)
      #expect(try await stage.say("status").contains("is connected"))
      #expect(try await stage.say("mute", ["on": true]).contains("Nobody hears"))
      #expect(try await stage.say("dtmf", ["keys": "12#"]).contains("3 keys"))
      #expect(try await stage.say("hangup").contains("Hung up"))
      #expect(await stage.bridge.wait { !stage.inVoice() && stage.bridge.server.calls().isEmpty })
    }
  }

  @Test func whatMayNotBeCalledIsToldInWords() async throws {
    try await withBotStage { (stage: BotStage) async throws in
      #expect(try await stage.say("call", ["number": "+1 900 555 0123"]) == SpendingRefusal.premium.message)
      #expect(try await stage.say("call", ["number": "911"]) == SpendingRefusal.emergency.message)
      #expect(try await stage.say("call", ["number": "+44 20 7946 0958"]) == SpendingRefusal.country("GB").message)
      #expect(try await stage.say("hangup") == "Nobody is on the phone.")
      #expect(stage.bridge.network.statuses.isEmpty && !stage.inVoice())
    }
  }

  @Test func aServerThatIsNotEnabledIsInert() async throws {
    try await withBotStage(enabled: false) { (stage: BotStage) async throws in
      // It is not even told of the command.
      #expect(throws: (any Error).self) {
        try stage.discord.world.run("phone status", [:], as: stage.boss, in: stage.text)
      }
      #expect(!stage.bridge.server.events.snapshot().contains { $0.type == .discordGuild })
    }
  }

  @Test func aCallerWaitsUntilSomebodyAnswers() async throws {
    try await withBotStage { (stage: BotStage) async throws in
      var record = NumberRecord(number: Bridge.number, owner: stage.guild.description)
      record.channel = stage.voice.description
      stage.bridge.server.parts.lines.put(record)
      let leg = try await stage.bridge.carrier.leg(call: 1, to: Bridge.number)
      #expect(await stage.bridge.carrier.started(call: 1))
      let call = try #require(stage.bridge.server.calls().first)
      #expect(call.isWaiting && call.owner == stage.guild.description && !stage.inVoice())
      #expect(await stage.bridge.wait { stage.announcement != nil })
      let message = try #require(stage.announcement)
      #expect(message.content.contains("+1415•••5310") && !message.content.contains("5555310"))
      _ = try stage.discord.world.press(
        "answer:\(call.id)", on: message.id, in: stage.voice, as: stage.boss)
      #expect(await stage.bridge.wait { stage.bridge.server.calls().first?.isWaiting == false })
      #expect(await stage.bridge.wait { stage.inVoice() })
      withExtendedLifetime(leg) {}
    }
  }

  @Test func aCallerNobodyAnswersIsLetGo() async throws {
    try await withBotStage {
      $0.discord.waitSeconds = 1
    } _: { (stage: BotStage) async throws in
      var record = NumberRecord(number: Bridge.number, owner: stage.guild.description)
      record.channel = stage.voice.description
      stage.bridge.server.parts.lines.put(record)
      let leg = try await stage.bridge.carrier.leg(call: 1, to: Bridge.number)
      let ended = await stage.bridge.carrier.event(.callEnded, seconds: 10)
      #expect(ended?.data["reason"] == "not answered" && !stage.inVoice())
      withExtendedLifetime(leg) {}
    }
  }

  @Test func anEmptyChannelEndsTheCall() async throws {
    try await withBotStage { (stage: BotStage) async throws in
      _ = try await stage.say("call", ["number": "+1 415 555 2671"])
      #expect(await stage.bridge.wait { stage.inVoice() })
      stage.discord.world.disconnect(stage.boss, in: stage.guild)
      let ended = await stage.bridge.carrier.event(.callEnded, seconds: 15)
      #expect(ended?.data["reason"] == "channel empty")
      #expect(await stage.bridge.wait { !stage.inVoice() })
    }
  }

  @Test func numbersAreBoughtOnlyWithAButton() async throws {
    try await withBotStage { (stage: BotStage) async throws in
      let found = try await stage.say("number search", ["area": "510"])
      #expect(found.contains("+1510555"))
      let id = try stage.discord.world.run(
        "phone number buy", ["number": "+15105551298"], as: stage.boss, in: stage.text)
      let offer = try await stage.discord.world.outcome(of: id, atMost: .seconds(15))
      #expect(offer["message"]["content"].string?.contains("costs money") == true)
      #expect(
        !stage.bridge.network.requests.contains { $0.hasPrefix("POST") && $0.hasSuffix("/IncomingPhoneNumbers.json") })
      let message = try #require(offer["message"]["id"].snowflake)
      let pressed = try stage.discord.world.press(
        "buy:+15105551298", on: message, in: stage.text, as: stage.boss)
      _ = try await stage.discord.world.outcome(of: pressed, atMost: .seconds(15))
      #expect(
        await stage.bridge.wait {
          stage.bridge.network.requests.count { $0.hasPrefix("POST") && $0.hasSuffix("/IncomingPhoneNumbers.json") }
            == 1
        })
      #expect(await stage.bridge.wait { stage.bridge.server.parts.lines.record("+15105551298") != nil })
      #expect(try await stage.say("number link", ["number": "+15105551298"]).contains("come to"))
      #expect(stage.bridge.server.parts.lines.record("+15105551298")?.channel == stage.voice.description)
      #expect(try await stage.say("number list").contains("+15105551298"))
    }
  }

  @Test func aWrongTokenIsToldOnce() async throws {
    try await withBotStage(enabled: false) { (stage: BotStage) async throws in
      try await withServer {
        $0.discord.token = "wrong"
        $0.discord.apiBase = stage.discord.restURL
        $0.discord.authority = stage.bridge.server.parts.configuration.discord.authority
      } _: { (carrier: TestCarrier) async throws in
        let refused = await carrier.event(.discordRefused)
        #expect(refused?.data["reason"]?.string?.contains("DISCORD_TOKEN") == true)
      }
    }
  }
}
