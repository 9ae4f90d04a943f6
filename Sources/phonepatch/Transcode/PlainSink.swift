import PatchBase
import PatchCodec

/// Writes samples one by one: a WAV file, or G.711 with nothing around it.
final class PlainSink: SoundSink {
  let file: OutputFile
  let name: String
  let encoding: Encoding
  let rate: Int32
  let channels: Int
  private let head: WavWriter?
  private var soundBytes: UInt64 = 0
  private var bytes: [UInt8] = []

  /// G.711 and nothing else.
  init(raw file: OutputFile, _ encoding: Encoding, rate: Int32, channels: Int) {
    self.file = file
    self.encoding = encoding
    self.rate = rate
    self.channels = channels
    head = nil
    name = "raw \(encoding.name)"
  }

  /// `expected` is about how many bytes of sound will come: beyond 4 GiB it has to be known at the start.
  init(wav file: OutputFile, _ format: WavFormat, expected: UInt64) throws {
    self.file = file
    encoding = format.encoding
    rate = format.sampleRate
    channels = format.channels
    name = "WAV \(format.encoding.name)"
    head = try WavWriter(format, large: expected > 4_000_000_000 && file.canRewrite)
    try file.write(headBytes(nil))
  }

  func write(_ pcm: ArraySlice<Int16>) throws {
    let count = pcm.count * encoding.bytesPerSample
    if bytes.count < count { bytes = [UInt8](repeating: 0, count: count) }
    PlainSink.encode(pcm, encoding, into: &bytes)
    try write(bytes: bytes[..<count])
  }

  /// Writes samples that are encoded already.
  func write(bytes: ArraySlice<UInt8>) throws {
    try file.write(bytes)
    soundBytes += UInt64(bytes.count)
  }

  func finish() throws {
    if let head, file.canRewrite {
      try file.write([UInt8](repeating: 0, count: head.padBytes(soundBytes: soundBytes)))
      try file.rewriteStart(headBytes(soundBytes))
    }
    try file.finish()
  }

  private static func encode(_ pcm: ArraySlice<Int16>, _ encoding: Encoding, into bytes: inout [UInt8]) {
    var target = bytes.mutableSpan
    PlainCodec.encode(pcm.span, encoding, into: &target)
  }

  private func headBytes(_ soundBytes: UInt64?) throws -> [UInt8] {
    guard let head else { return [] }
    var bytes = [UInt8](repeating: 0, count: head.headBytes)
    var span = bytes.mutableSpan
    _ = try head.head(soundBytes: soundBytes, into: &span)
    return bytes
  }
}
