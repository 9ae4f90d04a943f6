// calls: what a call from Swift costs: `calls ROUNDS MILLISECONDS` prints nanoseconds of this thread's processor time, round by
// round, as JSON.
import Foundation
import PatchAudio
import PatchBase
import PatchCodec
import PatchEngine
import PatchWire

let stream = Array("MZ0123456789abcdef0123456789abcdef".utf8)
let codes = (0..<160).map { UInt8(truncatingIfNeeded: ($0 * 2_654_435_761 & 0xFFFF_FFFF) >> 24) }
nonisolated(unsafe) var text = [UInt8](repeating: 0, count: 4096)
nonisolated(unsafe) var bytes = [UInt8](repeating: 0, count: 4096)

func pieces(_ table: inout Table) throws {
  var pcm = [Int16](repeating: 0, count: 160)
  var (wide, mixed) = ([Int16](repeating: 0, count: 960), [Int16](repeating: 0, count: 160))
  table.row("g711-decode", "G711.decode") {
    var out = pcm.mutableSpan
    G711.decode(codes.span, law: .mu, into: &out)
  }
  table.row("g711-encode", "G711.encode") {
    var out = bytes.mutableSpan
    G711.encode(pcm.span, law: .mu, into: &out)
  }
  var up = try Resampler(from: 8000, to: 48_000)
  try table.row("resample-up", "Resampler.process") {
    var out = wide.mutableSpan
    _ = try up.process(pcm.span, into: &out)
  }
  let length = try media(4, stream)
  try table.row("message-read", "CarrierReader.read") {
    var out = bytes.mutableSpan
    _ = try CarrierReader.read(text.span.extracting(0..<length), scratch: &out)
  }
  try table.row("message-write", "CarrierWriter.media") {
    var out = bytes.mutableSpan
    _ = try CarrierWriter.media(streamSid: stream.span, payload: codes.span, into: &out)
  }
  var mixer = try Mixer(capacity: 4, samples: 160)
  table.row("mix-4", "Mixer.begin, put, mix", per: 4) {
    mixer.begin()
    for leg in 0..<4 { mixer.put(leg, pcm.span) }
    for leg in 0..<4 {
      var out = mixed.mutableSpan
      _ = mixer.mix(for: leg, into: &out)
    }
  }
}

/// Two phone callers.
func room(_ table: inout Table) throws {
  var room = try Room()
  let streams = [Array("MZ1".utf8), Array("MZ2".utf8)]
  var legs: [SlotID] = []
  for stream in streams {
    var leg = try caller(stream)
    legs.append(try room.add(&leg))
  }
  var tick: UInt64 = 0
  try table.row("room-2", "Room.message, tick, poll; the messages written too", per: 2) {
    let now = Ticks(microseconds: tick * 20_000)
    for (leg, stream) in zip(legs, streams) {
      let length = try media(tick, stream)
      try room.message(leg, text.span.extracting(0..<length), at: now)
    }
    _ = room.tick(at: now)
    try drain(&room)
    tick += 1
  }
}

/// A phone caller and a Discord channel in which one speaks; no seals.
func bridge(_ table: inout Table) throws {
  var room = try Room()
  var leg = try caller(stream)
  let phone = try room.add(&leg)
  leg = Box(try Leg(LegSettings(.discord), roomRate: 8000))
  let channel = try room.add(&leg)
  var encoder = try OpusEncoder(OpusEncoderSettings())
  var packets: [[UInt8]] = []
  for frame in 0..<50 {
    let tone = (0..<960).map { Int16(6000 * sin(Double(frame * 960 + $0) * 0.11)) }
    var packet = [UInt8](repeating: 0, count: OpusPacket.maxBytes)
    var out = packet.mutableSpan
    let length = try encoder.encode(tone.span, into: &out)
    packets.append(Array(packet.prefix(length)))
  }
  var tick: UInt64 = 0
  try table.row("bridge", "a phone and a Discord channel: Room.message, packet, tick, poll; without voice session") {
    let now = Ticks(microseconds: tick * 20_000)
    let length = try media(tick, stream)
    try room.message(phone, text.span.extracting(0..<length), at: now)
    let place = VoiceMedia(
      user: 4711, ssrc: 1, sequence: UInt16(truncatingIfNeeded: tick),
      timestamp: UInt32(truncatingIfNeeded: tick &* 960))
    let packet = packets[Int(tick % 50)]
    try room.packet(channel, place, packet.span, at: now)
    _ = room.tick(at: now)
    try drain(&room)
    tick += 1
  }
}

func caller(_ stream: [UInt8]) throws -> Box<Leg>? {
  let other = Array("AC1".utf8)
  var out = text.mutableSpan
  let length = try CarrierWriter.start(
    sequenceNumber: 1, streamSid: stream.span, accountSid: other.span, callSid: other.span, tracks: .inbound,
    format: .telephone, into: &out)
  return Box(try Leg(LegSettings(.carrier), startMessage: text.span.extracting(0..<length), roomRate: 8000))
}

func media(_ tick: UInt64, _ stream: [UInt8]) throws -> Int {
  var out = text.mutableSpan
  return try CarrierWriter.media(
    sequenceNumber: tick + 2, streamSid: stream.span, track: .inbound, chunk: tick + 1, timestamp: tick * 20,
    payload: codes.span, into: &out)
}

func drain(_ room: inout Room) throws {
  while true {
    var out = bytes.mutableSpan
    if case .wait = try room.poll(into: &out) { return }
  }
}

var table = Table(
  rounds: CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 9 : 9,
  milliseconds: CommandLine.arguments.count > 2 ? Double(CommandLine.arguments[2]) ?? 5 : 5)
do {
  try pieces(&table)
  try room(&table)
  try bridge(&table)
  print(try table.json())
} catch {
  FileHandle.standardError.write(Data("calls: \(error)\n".utf8))
  exit(1)
}
