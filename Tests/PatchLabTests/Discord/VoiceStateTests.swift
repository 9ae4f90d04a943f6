import NIOCore
import Testing

@testable import PatchLab

/// Who may be where in voice, and which seats follow.
@Suite struct VoiceStateTests {
  let bench = DiscordBench()
  let region = DiscordBench.Region()

  init() { bench.world.setVoiceRegion(region) }

  @Test func joiningBringsBothUpdates() throws {
    let peer = bench.identified()
    bench.joinVoice(bench.voice, on: peer)
    let state = peer.events("VOICE_STATE_UPDATE")[0]
    let server = peer.events("VOICE_SERVER_UPDATE")[0]
    #expect(state["channel_id"].snowflake == bench.voice && state["suppress"] == false)
    #expect(state["member"]["user"]["id"].snowflake == bench.bot)
    #expect(server["endpoint"] == "127.0.0.1:50001")
    let (session, token) = (try #require(state["session_id"].string), try #require(server["token"].string))
    #expect(session != peer.session, "not the gateway's session")
    let seat = try bench.world.admit(
      guild: bench.guild, user: bench.bot, session: session, token: token, endpoint: "127.0.0.1:50001")
    #expect(seat.channel == bench.voice && seat.maySpeak)
    #expect(throws: VoiceRefusal.badToken) {
      try bench.world.admit(guild: bench.guild, user: bench.bot, session: session, token: "x")
    }
    #expect(throws: VoiceRefusal.badSession) {
      try bench.world.admit(guild: bench.guild, user: bench.bot, session: "x", token: token)
    }
    #expect(throws: VoiceRefusal.badSession) {
      // A client that dropped the port.
      try bench.world.admit(
        guild: bench.guild, user: bench.bot, session: session, token: token, endpoint: "127.0.0.1:443")
    }
    #expect(throws: VoiceRefusal.noServer) {
      try bench.world.admit(guild: Snowflake(1), user: bench.bot, session: session, token: token)
    }
  }

  @Test func mutingGivesNoNewServer() throws {
    let peer = bench.identified()
    bench.joinVoice(bench.voice, on: peer)
    let seat = try #require(bench.world.seat(guild: bench.guild, user: bench.bot))
    bench.world.voiceIsLive(seat, true)
    bench.joinVoice(bench.voice, on: peer, mute: true)
    #expect(peer.events("VOICE_STATE_UPDATE").map { $0["self_mute"] } == [false, true])
    #expect(peer.events("VOICE_SERVER_UPDATE").count == 1)
    // Asked again while the connection stands: the same seat. When it is gone: another.
    bench.joinVoice(bench.voice, on: peer, mute: true)
    #expect(peer.events("VOICE_SERVER_UPDATE").count == 1)
    bench.world.voiceIsLive(seat, false)
    bench.joinVoice(bench.voice, on: peer, mute: true)
    let tokens = peer.events("VOICE_SERVER_UPDATE").compactMap { $0["token"].string }
    #expect(tokens.count == 2 && tokens[0] != tokens[1])
  }

  @Test func refusalsAreSilent() {
    let peer = bench.identified()
    let (world, guild, voice) = (bench.world, bench.guild, bench.voice)
    bench.joinVoice(bench.text, on: peer)
    world.with { _ = $0.updateChannel(voice, ["user_limit": 1]) }
    _ = world.connect(bench.person, to: voice, in: guild)
    peer.forget()
    bench.joinVoice(voice, on: peer)
    #expect(peer.payloads.isEmpty, "it is full")
    world.with {
      _ = $0.updateChannel(
        bench.other, ["permission_overwrites": [["id": bench.bot.json, "type": 1, "allow": "0", "deny": "1048576"]]])
    }
    peer.forget()
    bench.joinVoice(bench.other, on: peer)
    #expect(peer.payloads.isEmpty, "it may not connect")
  }

  @Test func thoseWhoMayMoveMembersComeIntoFullChannels() {
    let strong = DiscordBench(permissions: [.moveMembers])
    strong.world.with { _ = $0.updateChannel(strong.voice, ["user_limit": 1]) }
    _ = strong.world.connect(strong.person, to: strong.voice, in: strong.guild)
    strong.joinVoice(strong.voice, on: strong.identified())
    #expect(strong.world.seat(guild: strong.guild, user: strong.bot) != nil)
  }

  @Test func movingKeepsTheStayAndRenewsTheSeat() throws {
    let peer = bench.identified()
    bench.joinVoice(bench.voice, on: peer)
    let old = try #require(bench.world.seat(guild: bench.guild, user: bench.bot))
    bench.world.move(bench.bot, to: bench.other, in: bench.guild)
    let new = try #require(bench.world.seat(guild: bench.guild, user: bench.bot))
    #expect(new.channel == bench.other && new.sessionID == old.sessionID && new.token != old.token)
    #expect(region.changes == [.granted(old), .revoked(old, .moved(to: bench.other)), .granted(new)])
    #expect(throws: VoiceRefusal.badToken) {
      try bench.world.admit(guild: bench.guild, user: bench.bot, session: old.sessionID, token: old.token)
    }
  }

  @Test func leavingKickingAndDeleting() throws {
    let peer = bench.identified()
    let endings: [(VoiceEnding, (DiscordBench) -> Void)] = [
      (.left, { bench in bench.joinVoice(nil, on: peer) }),
      (.kicked, { bench in bench.world.disconnect(bench.bot, in: bench.guild, .kicked) }),
      (.channelDeleted, { bench in bench.world.deleteChannel(bench.voice) }),
    ]
    for (ending, end) in endings {
      bench.joinVoice(bench.voice, on: peer)
      let seat = try #require(bench.world.seat(guild: bench.guild, user: bench.bot))
      peer.forget()
      end(bench)
      #expect(region.changes.last == .revoked(seat, ending))
      #expect(peer.events("VOICE_STATE_UPDATE").map { $0["channel_id"] } == [.null])
    }
  }

  @Test func aServerMoveRenewsEverybody() throws {
    let peer = bench.identified()
    bench.joinVoice(bench.voice, on: peer)
    let old = try #require(bench.world.seat(guild: bench.guild, user: bench.bot))
    bench.world.with { $0.loseVoiceServer(bench.guild) }
    bench.world.moveVoiceServer(guild: bench.guild)
    let updates = peer.events("VOICE_SERVER_UPDATE")
    #expect(updates.map { $0["endpoint"] } == ["127.0.0.1:50001", .null, "127.0.0.1:50002"])
    #expect(region.changes.contains(.revoked(old, .serverMoved)))
    bench.world.moveVoiceServer(guild: bench.guild, to: "127.0.0.1:7")
    #expect(bench.world.seat(guild: bench.guild, user: bench.bot)?.endpoint == "127.0.0.1:7")
  }

  @Test func whoMayNotSpeakIsSuppressed() async {
    let (world, guild) = (bench.world, bench.guild)
    _ = world.connect(bench.person, to: bench.voice, in: guild)
    #expect(world.seat(guild: guild, user: bench.person)?.maySpeak == true)
    world.with {
      _ = $0.updateChannel(
        bench.voice, ["permission_overwrites": [["id": guild.json, "type": 0, "allow": "0", "deny": "2097152"]]])
    }
    #expect(world.seat(guild: guild, user: bench.person)?.maySpeak == false)
    _ = world.connect(bench.person, to: bench.stage, in: guild)
    let seat = world.seat(guild: guild, user: bench.person)
    #expect(seat?.channelKind == .stage && seat?.maySpeak == false, "the audience of a stage")
  }

  @Test func anEmptyChannelLosesItsStatus() {
    _ = bench.world.connect(bench.person, to: bench.voice, in: bench.guild)
    bench.world.with { $0.setStatus("on a call", of: bench.voice) }
    bench.world.disconnect(bench.person, in: bench.guild)
    #expect(bench.world.with { $0.channel(bench.voice)?.status } == nil)
  }
}
