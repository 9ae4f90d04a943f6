import Foundation
import PatchAudio
import PatchEngine

/// A room as the API shows it.
struct RoomView: Encodable, Sendable {
  struct Place: Encodable, Sendable {
    let id: String
    let name: String
  }

  /// Whether callers are recorded here.
  struct Recording: Encodable, Sendable {
    let mode: String
    let state: String
  }

  let name: String
  let openedAt: String
  let sampleRate: Int
  let guild: Place?
  let channel: Place?
  let recording: Recording
  let legs: [LegView]

  /// Nil when the token may see nothing in it.
  init?(_ room: RoomSnapshot, calls: CallRegistry, token: APIToken) {
    func maySee(_ owner: String) -> Bool { token.owner == nil || token.owner == owner }
    let phones = room.legs.filter { maySee(calls.call($0.callID)?.owner ?? "") }
    let guests = room.guests.filter { maySee($0.owner) }
    let bridges = room.bridges.filter { maySee($0.guild.map { String($0) } ?? "default") }
    legs =
      phones.map { LegView($0, call: calls.call($0.callID)) } + bridges.map { LegView($0) }
      + guests.map { LegView($0) }
    guard token.owner == nil || !legs.isEmpty else { return nil }
    name = room.name
    openedAt = CallView.time(Int64(room.opened))
    sampleRate = room.sampleRate
    recording = Recording(mode: room.recording.mode.rawValue, state: room.recording.state)
    let bridge = bridges.first
    guild = bridge?.guild.map { Place(id: String($0), name: bridge?.guildName ?? String($0)) }
    channel = bridge?.channel.map { Place(id: String($0), name: bridge?.channelName ?? String($0)) }
  }
}

/// Somebody in a room as the API shows them.
struct LegView: Encodable, Sendable {
  struct Latency: Encodable, Sendable {
    let `in`: Double
    let out: Double
    let packet: Double
    let network: Double
    let buffer: Double
    let resampling: Double
    let chain: Double
    let tick: Double
    let queue: Double

    init(_ latency: LegLatency) {
      func milliseconds(_ value: UInt64) -> Double { (Double(min(value, 60_000_000)) / 100).rounded() / 10 }
      `in` = milliseconds(latency.inbound)
      out = milliseconds(latency.outbound)
      packet = milliseconds(latency.packet)
      network = milliseconds(latency.network)
      buffer = milliseconds(latency.buffer)
      resampling = milliseconds(latency.resampling)
      chain = milliseconds(latency.chain)
      tick = milliseconds(latency.tick)
      queue = milliseconds(latency.queue)
    }
  }

  struct Statistics: Encodable, Sendable {
    let latencyMs: Latency
    /// What the jitter buffer aims at beyond one packet.
    let jitterMs: Double?
    let lossPercent: Double?
    let mos: Double?
    let r: Double?
    let cause: String?
    let lost: UInt64
    let starved: UInt64
    let unsent: UInt64
  }

  struct Speaker: Encodable, Sendable {
    let id: String
    let name: String
    let speaking: Bool
  }

  struct Discord: Encodable, Sendable {
    let state: String
    let epoch: UInt64?
    let privacyCode: String?
    let speakers: [Speaker]
  }

  let id: String
  let kind: String
  /// Whose voice it is. Numbers are masked: a room is seen by more people than a call.
  let name: String
  var callId: String?
  let joinedAt: String
  let level: Double
  let muted: Bool
  let held: Bool
  let volumeDb: Double
  let statistics: Statistics
  var discord: Discord?

  init(_ leg: LegSnapshot, call: Call?) {
    id = leg.legID
    kind = "phone"
    name = call.map { MaskedNumber.of($0.direction == .outbound ? $0.to : $0.from) } ?? "caller"
    callId = leg.callID
    joinedAt = CallView.time(Int64(leg.joined))
    level = (leg.level * 10).rounded() / 10
    muted = leg.isMuted
    held = leg.isHeld
    volumeDb = leg.volume > 0 ? (200 * log10(Double(leg.volume))).rounded() / 10 : -127
    let quality = leg.quality
    statistics = Statistics(
      latencyMs: Latency(leg.latency), jitterMs: Double(leg.statistics.buffer.target) / 1000,
      lossPercent: quality?.loss, mos: quality?.opinion, r: quality?.rating, cause: quality.map { Self.word($0.cause) },
      lost: leg.statistics.inbound.lost, starved: leg.statistics.inbound.starved, unsent: leg.statistics.unsent)
  }

  init(_ guest: GuestSnapshot) {
    id = guest.legID
    kind = guest.kind
    name = guest.name
    joinedAt = CallView.time(Int64(guest.joined))
    level = (guest.level * 10).rounded() / 10
    muted = guest.isMuted
    held = false
    volumeDb = 0
    statistics = Statistics(
      latencyMs: Latency(guest.latency), jitterMs: nil, lossPercent: nil, mos: nil, r: nil, cause: nil,
      lost: guest.refused,
      starved: guest.statistics.underruns, unsent: guest.dropped)
  }

  init(_ bridge: BridgeSnapshot) {
    id = bridge.legID
    kind = "discord"
    name = "#" + (bridge.channelName ?? bridge.channel.map { String($0) } ?? "Discord")
    joinedAt = CallView.time(Int64(bridge.joined))
    level = (bridge.level * 10).rounded() / 10
    muted = bridge.isMuted
    held = false
    volumeDb = 0
    statistics = Statistics(
      latencyMs: Latency(bridge.latency), jitterMs: nil, lossPercent: nil, mos: nil, r: nil, cause: nil,
      lost: bridge.statistics.inbound.lost, starved: bridge.statistics.inbound.starved, unsent: bridge.statistics.unsent
    )
    discord = Discord(
      state: bridge.state, epoch: bridge.epoch, privacyCode: bridge.privacyCode,
      speakers: bridge.speakers.map { Speaker(id: String($0.id), name: $0.name ?? String($0.id), speaking: $0.speaks) })
  }

  private static func word(_ cause: QualityCause) -> String {
    switch cause {
    case .none: "none"
    case .oneWay: "one_way"
    case .silent: "silent"
    case .loss: "loss"
    case .delay: "delay"
    case .echo: "echo"
    case .clipping: "clipping"
    case .tooQuiet: "too_quiet"
    case .tooLoud: "too_loud"
    }
  }
}
