// join: a phone call joined to a Discord channel. Both far sides are played here, so that it runs without an account: a
// carrier that sends μ-law messages, and a channel in which somebody speaks Opus. What a real bridge adds are sockets: see
// `VoiceSession`, whose media goes to `Room.packet` as it is, and which takes what `poll` gives for the channel.
import Foundation
import PatchBase
import PatchCodec
import PatchEngine
import PatchWire

func tone(_ hertz: Double, _ rate: Int, seconds: Int = 3) -> [Int16] {
  (0..<seconds * rate).map { Int16((8000 * sin(2 * Double.pi * hertz * Double($0) / Double(rate))).rounded()) }
}

/// How loud a frequency is in the second half of some sound, as an amplitude.
func amplitude(_ pcm: [Int16], _ hertz: Double, _ rate: Int) -> Double {
  let half = pcm.dropFirst(pcm.count / 2)
  let turn = 2 * Double.pi * hertz / Double(rate)
  let (a, b) = half.enumerated().reduce((0.0, 0.0)) { sum, sample in
    (sum.0 + Double(sample.1) * cos(turn * Double(sample.0)), sum.1 + Double(sample.1) * sin(turn * Double(sample.0)))
  }
  return (a * a + b * b).squareRoot() * 2 / Double(max(half.count, 1))
}

func join() throws(Fault) -> (phone: [Int16], channel: [Int16]) {
  let (stream, account, call) = (Array("MZ1".utf8), Array("AC1".utf8), Array("CA1".utf8))
  var text = [UInt8](repeating: 0, count: 1024)
  var scratch = [UInt8](repeating: 0, count: 4096)
  var buffer = [UInt8](repeating: 0, count: 4096)

  var room = try Room()
  var out = text.mutableSpan
  let length = try CarrierWriter.start(
    sequenceNumber: 1, streamSid: stream.span, accountSid: account.span, callSid: call.span, tracks: .inbound,
    format: .telephone, into: &out)
  var leg: Box<Leg>? = Box(
    try Leg(LegSettings(.carrier, marks: 0), startMessage: text.span.extracting(0..<length), roomRate: 8000))
  let phone = try room.add(&leg)
  leg = Box(try Leg(LegSettings(.discord), roomRate: 8000))
  let channel = try room.add(&leg)

  var encoder = try OpusEncoder(OpusEncoderSettings())
  var decoder = try OpusDecoder(sampleRate: 8000)
  let (caller, speaker) = (tone(440, 8000), tone(1000, 48_000))
  var heard: (phone: [Int16], channel: [Int16]) = ([], [])
  for frame in 0..<caller.count / 160 {
    let now = Ticks(microseconds: UInt64(frame) * 20_000)
    // The caller's 20 ms, as the carrier's WebSocket brings them.
    var codes = [UInt8](repeating: 0, count: 160)
    var codeSpan = codes.mutableSpan
    G711.encode(caller.span.extracting(frame * 160..<frame * 160 + 160), law: .mu, into: &codeSpan)
    var message = text.mutableSpan
    let said = try CarrierWriter.media(
      sequenceNumber: UInt64(frame) + 2, streamSid: stream.span, track: .inbound, chunk: UInt64(frame) + 1,
      timestamp: UInt64(frame) * 20, payload: codes.span, into: &message)
    try room.message(phone, text.span.extracting(0..<said), at: now)
    // The speaker's 20 ms, as Discord brings them.
    var packet = [UInt8](repeating: 0, count: OpusPacket.maxBytes)
    var packetSpan = packet.mutableSpan
    let size = try encoder.encode(speaker.span.extracting(frame * 960..<frame * 960 + 960), into: &packetSpan)
    let media = VoiceMedia(
      user: 4711, ssrc: 1, sequence: UInt16(truncatingIfNeeded: frame), timestamp: UInt32(frame) * 960)
    try room.packet(channel, media, packet.span.extracting(0..<size), at: now)

    _ = room.tick(at: now)
    polling: while true {
      var bytes = buffer.mutableSpan
      switch try room.poll(into: &bytes) {
      case .wait: break polling
      case .message(_, let length):
        var scratchSpan = scratch.mutableSpan
        let message = try CarrierReader.read(buffer.span.extracting(0..<length), scratch: &scratchSpan)
        var pcm = [Int16](repeating: 0, count: message.payload.count)
        var pcmSpan = pcm.mutableSpan
        G711.decode(scratch.span.extracting(message.payload), law: .mu, into: &pcmSpan)
        if message.kind == .media { heard.phone += pcm }
      case .packet(_, let length):
        var pcm = [Int16](repeating: 0, count: 160)
        var pcmSpan = pcm.mutableSpan
        _ = try decoder.decode(buffer.span.extracting(0..<length), into: &pcmSpan)
        heard.channel += pcm
      default: continue
      }
    }
  }
  return heard
}

do {
  let heard = try join()
  let (phone, channel) = (amplitude(heard.phone, 1000, 8000), amplitude(heard.channel, 440, 8000))
  let own = max(amplitude(heard.phone, 440, 8000), amplitude(heard.channel, 1000, 8000))
  print("the phone hears the channel at \(Int(phone)) of 8000, the channel hears the phone at \(Int(channel))")
  guard min(phone, channel) > 4000, own < 400 else {
    print("join: they do not hear each other, or themselves (\(Int(own)))")
    exit(1)
  }
} catch {
  print("join: \(error)")
  exit(1)
}
