import NIOCore
import Testing

@testable import PatchLab

/// The main gateway's rules, without a socket.
@Suite struct GatewayTests {
  let bench = DiscordBench()

  @Test func identifies() {
    let peer = bench.identified()
    #expect(peer.names == ["READY", "GUILD_CREATE"])
    let ready = peer.events("READY")[0]
    #expect(ready["user"]["id"].snowflake == bench.bot && ready["guilds"][0]["unavailable"] == true)
    #expect(ready["session_id"].string == peer.session && ready["v"] == 10)
    let guild = peer.events("GUILD_CREATE")[0]
    #expect(guild["channels"].array?.count == 4 && guild["member_count"] == 3)
    // Without the intent for members a bot sees itself.
    #expect(guild["members"].array?.count == 1)
    #expect(peer.payloads.map { $0["s"].int } == [1, 2])
  }

  @Test func refusesWithTheRightCode() {
    func code(_ op: Int, _ data: JSONValue) -> UInt16? { bench.say(op, data, on: DiscordBench.Peer())?.code }
    let good = bench.identity()
    #expect(code(2, good.merging(["token": "x"])) == 4004)
    #expect(code(2, good.without("properties")) == 4002)
    #expect(code(2, good.merging(["intents": 1_099_511_627_776])) == 4013)
    #expect(code(2, good.merging(["shard": [2, 2]])) == 4010)
    #expect(code(4, [:]) == 4003)
    #expect(code(6, ["token": "x", "session_id": "x", "seq": 1]) == 4004)
    let peer = bench.identified()
    #expect(bench.say(2, good, on: peer)?.code == 4005)
    #expect(bench.say(99, [:], on: peer)?.code == 4001)
    #expect(bench.say(4, ["guild_id": "x"], on: peer)?.code == 4002)
  }

  @Test func refusesPrivilegedIntentsThatWereNotGiven() {
    let plain = bench.world.addBot(name: "plain", privileged: [])
    let identity = bench.identity(intents: 1 | 2).merging(["token": .string(plain.token)])
    #expect(bench.say(2, identity, on: DiscordBench.Peer())?.code == 4014)
    #expect(bench.say(2, identity.merging(["intents": 1]), on: DiscordBench.Peer()) == nil)
  }

  @Test func limitsIdentifiesToOneInFiveSeconds() {
    let begin = NIODeadline.now()
    _ = bench.identified(at: begin)
    let second = DiscordBench.Peer()
    bench.say(2, bench.identity(), on: second, at: begin + .seconds(4))
    #expect(second.payloads.map { $0["op"] } == [9] && second.session == nil)
    let third = DiscordBench.Peer()
    bench.say(2, bench.identity(), on: third, at: begin + .seconds(5))
    #expect(third.session != nil)
  }

  @Test func answersHeartbeats() {
    let peer = DiscordBench.Peer()
    bench.say(1, .null, on: peer)
    #expect(peer.payloads.map { $0["op"] } == [11])
    let known = bench.identified()
    bench.world.ignoreHeartbeats(bench.bot, count: 1)
    known.forget()
    bench.say(1, 2, on: known)
    #expect(known.payloads.isEmpty)
    bench.say(1, 2, on: known)
    #expect(known.payloads.count == 1)
  }

  @Test func resumesWithWhatWasMissed() throws {
    let peer = bench.identified()
    let session = try #require(peer.session)
    let seen = peer.sequence
    bench.world.with { $0.leave(session, peer: peer, keepsSession: true, now: .now()) }
    _ = bench.world.connect(bench.person, to: bench.voice, in: bench.guild)
    _ = bench.world.addChannel(name: "new", kind: .text, in: bench.guild)
    let next = DiscordBench.Peer()
    bench.say(6, ["token": .string(bench.token), "session_id": .string(session), "seq": .init(seen)], on: next)
    #expect(next.names == ["VOICE_CHANNEL_START_TIME_UPDATE", "VOICE_STATE_UPDATE", "CHANNEL_CREATE", "RESUMED"])
    #expect(next.payloads.compactMap { $0["s"].int } == Array(seen + 1...seen + 4))
    #expect(peer.sequence == seen, "the old connection got nothing of it")
  }

  @Test func refusesWhatCannotBeResumed() throws {
    let begin = NIODeadline.now()
    let peer = bench.identified(at: begin)
    let session = try #require(peer.session)
    func resume(_ session: String, _ sequence: Int, at now: NIODeadline = .now()) -> (DiscordBench.Peer, GatewayClose?)
    {
      let peer = DiscordBench.Peer()
      let data: JSONValue = ["token": .string(bench.token), "session_id": .string(session), "seq": .init(sequence)]
      return (peer, bench.say(6, data, on: peer, at: now))
    }
    #expect(resume("nonsense", 1).0.payloads == [["op": 9, "d": false, "s": .null, "t": .null]])
    #expect(resume(session, 99).1?.code == 4007)
    bench.world.with { $0.leave(session, peer: peer, keepsSession: true, now: begin) }
    #expect(resume(session, 2, at: begin + .seconds(121)).0.payloads.first?["op"] == 9, "it waits two minutes")
  }

  @Test func goodbyeEndsTheSessionAndItsVoice() throws {
    let region = DiscordBench.Region()
    bench.world.setVoiceRegion(region)
    let peer = bench.identified()
    bench.joinVoice(bench.voice, on: peer)
    let session = try #require(peer.session)
    bench.world.with { $0.leave(session, peer: peer, keepsSession: false, now: .now()) }
    #expect(bench.world.seat(guild: bench.guild, user: bench.bot) == nil)
    guard case .revoked(_, .sessionEnded)? = region.changes.last else {
      Issue.record("the voice servers were not told: \(region.changes)")
      return
    }
  }

  @Test func forgetsWhatIsTooLongAgo() throws {
    let peer = bench.identified()
    let session = try #require(peer.session)
    for _ in 0...GatewaySession.memory {
      bench.world.with { $0.dispatch("CHANNEL_UPDATE", [:], guild: bench.guild, intent: .guilds) }
    }
    let next = DiscordBench.Peer()
    bench.say(6, ["token": .string(bench.token), "session_id": .string(session), "seq": 2], on: next)
    #expect(next.payloads.map { $0["op"] } == [9])
  }

  @Test func tellsOnlyWhatWasAskedFor() {
    let peer = bench.identified(intents: 1)
    _ = bench.world.connect(bench.person, to: bench.voice, in: bench.guild)
    #expect(peer.events("VOICE_STATE_UPDATE").isEmpty)
    #expect(peer.events("VOICE_CHANNEL_START_TIME_UPDATE").count == 1)
  }

  @Test func tellsMembersAndChannels() {
    let peer = bench.identified(intents: 1 | 2)
    bench.say(
      8, ["guild_id": bench.guild.json, "user_ids": [bench.person.json, "5"], "nonce": "n", "limit": 0], on: peer)
    let chunk = peer.events("GUILD_MEMBERS_CHUNK")[0]
    #expect(chunk["members"].array?.count == 1 && chunk["not_found"] == ["5"] && chunk["nonce"] == "n")
    bench.say(8, ["guild_id": bench.guild.json, "query": "", "limit": 0], on: peer)
    #expect(peer.events("GUILD_MEMBERS_CHUNK")[1]["members"].array?.count == 3)
    bench.world.with { $0.setStatus("hello", of: bench.voice) }
    bench.say(43, ["guild_id": bench.guild.json, "fields": ["status"]], on: peer)
    #expect(peer.events("CHANNEL_INFO")[0]["channels"] == [["id": bench.voice.json, "status": "hello"]])
  }

  @Test func deterministicForASeed() {
    let (one, other) = (DiscordBench(seed: 5), DiscordBench(seed: 5))
    #expect(one.token == other.token && one.guild == other.guild)
    #expect(one.identified().payloads == other.identified().payloads)
    #expect(DiscordBench(seed: 6).token != one.token)
  }
}
