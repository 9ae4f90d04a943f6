// transcode IN.ulaw OUT.wav: raw μ-law of a telephone becomes a file of 16 bits at 48 kHz; tells what it takes as Opus.
import Foundation
import PatchBase
import PatchCodec

func transcode(_ codes: [UInt8]) throws(Fault) -> (wav: [UInt8], opusBytes: Int) {
  var up = try Resampler(from: 8000, to: 48_000)
  var encoder = try OpusEncoder(OpusEncoderSettings(bitrate: 32_000))
  let writer = try WavWriter(WavFormat(.l16, sampleRate: 48_000))
  var pcm = InlineArray<160, Int16>(repeating: 0)  // 20 ms at 8 kHz
  var wide = InlineArray<960, Int16>(repeating: 0)  // and at 48 kHz
  var bytes = InlineArray<1920, UInt8>(repeating: 0)
  var packet = [UInt8](repeating: 0, count: OpusPacket.maxBytes)
  var sound: [UInt8] = []
  var opusBytes = 0
  for frame in 0..<codes.count / 160 {
    var pcmSpan = pcm.mutableSpan
    G711.decode(codes.span.extracting(frame * 160..<frame * 160 + 160), law: .mu, into: &pcmSpan)
    var wideSpan = wide.mutableSpan
    _ = try up.process(pcm.span, into: &wideSpan)
    var packetSpan = packet.mutableSpan
    opusBytes += try encoder.encode(wide.span, into: &packetSpan)
    var byteSpan = bytes.mutableSpan
    PlainCodec.encode(wide.span, .l16, into: &byteSpan)
    for i in bytes.indices { sound.append(bytes[i]) }
  }
  var head = [UInt8](repeating: 0, count: writer.headBytes)
  var headSpan = head.mutableSpan
  _ = try writer.head(soundBytes: UInt64(sound.count), into: &headSpan)
  return (head + sound, opusBytes)
}

guard CommandLine.arguments.count == 3 else {
  print("usage: transcode IN.ulaw OUT.wav")
  exit(2)
}
do {
  let codes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: CommandLine.arguments[1])))
  let (wav, opusBytes) = try transcode(codes)
  try Data(wav).write(to: URL(fileURLWithPath: CommandLine.arguments[2]))
  print("\(codes.count / 160) frames, \(opusBytes) bytes as Opus")
} catch {
  print("transcode: \(error)")
  exit(1)
}
