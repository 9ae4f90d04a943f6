import PatchBase
import PatchCodec

/// Samples stored one by one: a WAV file, or G.711 with nothing around it.
final class PlainSource: SoundSource {
  let file: InputFile
  let name: String
  private let format: WavFormat
  private var reader: WavReader?
  private(set) var warnings: [String] = []
  private var soundBytes: UInt64 = 0
  private var waiting = 0  // bytes of sound at the front of the file's piece

  var rate: Int32 { format.sampleRate }
  var channels: Int { format.channels }
  var encoding: Encoding? { format.encoding }

  /// G.711 and nothing else, one channel.
  init(raw file: InputFile, _ encoding: Encoding, rate: Int32) {
    self.file = file
    name = "raw \(encoding.name)"
    format = WavFormat(encoding, sampleRate: rate)
  }

  init(wav file: InputFile) throws {
    self.file = file
    var reader = WavReader()
    while true {
      guard let step = try PlainSource.step(&reader, file) else { break }
      if case .sound(let range) = step {
        file.consume(range.lowerBound)
        waiting = range.count
        break
      }
      if case .end = step { break }
    }
    guard let format = reader.format else { throw file.complaint("there is no sound in this WAV file") }
    self.format = format
    self.reader = reader
    name = "WAV \(format.encoding.name)"
  }

  func read(into pcm: inout [Int16]) throws -> Int {
    let count = try readBytes(limit: pcm.count * format.encoding.bytesPerSample)
    let samples = count / format.encoding.bytesPerSample
    file.peek { bytes in
      var target = pcm.mutableSpan
      PlainCodec.decode(bytes.extracting(0..<count), format.encoding, into: &target)
    }
    take(count)
    return samples / channels
  }

  /// The same, without decoding.
  func read(into bytes: inout [UInt8]) throws -> Int {
    let count = try readBytes(limit: bytes.count)
    file.peek { source in
      for i in 0..<count { bytes[i] = source[i] }
    }
    take(count)
    return count
  }

  /// How many bytes of sound, in whole blocks, stand at the front of the file's piece. 0 at the end.
  private func readBytes(limit: Int) throws -> Int {
    let block = format.bytesPerBlock
    while waiting < block {
      guard reader != nil else {
        waiting = file.available
        if waiting < block, try !file.fill() {
          waiting = 0
          break
        }
        continue
      }
      guard let step = try PlainSource.step(&reader!, file) else { break }
      if case .sound(let range) = step {
        file.consume(range.lowerBound)
        waiting = range.count
      }
      if case .end = step { break }
    }
    guard waiting > 0 else {
      finish()
      return 0
    }
    return min(waiting, limit) / block * block
  }

  private func take(_ count: Int) {
    file.consume(count)
    waiting -= count
    soundBytes += UInt64(count)
  }

  private func finish() {
    if let claimed = reader?.soundBytes, claimed > soundBytes, warnings.isEmpty {
      warnings.append("the file says it has \(claimed) bytes of sound, but ends after \(soundBytes)")
    }
  }

  /// One step through the WAV file; nil when the file is at its end.
  private static func step(_ reader: inout WavReader, _ file: InputFile) throws -> WavReader.Step? {
    do throws(Fault) {
      let step = try file.peek { (bytes) throws(Fault) in try reader.step(bytes) }
      guard case .more(let consumed) = step else { return step }
      file.consume(consumed)
    } catch {
      throw file.complaint(PlainSource.explain(reader.problem), at: reader.position)
    }
    if try file.fill() { return .more(consumed: 0) }
    do throws(Fault) { try reader.finish() } catch {
      throw file.complaint(
        file.position == 0 && file.available == 0 ? "the file is empty" : PlainSource.explain(reader.problem),
        at: reader.position)
    }
    return nil
  }

  private static func explain(_ problem: WavProblem?) -> String {
    switch problem {
    case .notWav: "this is not a WAV file: it does not begin with RIFF and WAVE"
    case .bigEndian: "RIFX, the big-endian WAV, is not supported"
    case .cutShort: "the file ends before its sound begins"
    case .shortFormat: "the format chunk is too short"
    case .noFormat: "the sound comes before its format"
    case .encoding(3): "floating-point WAV is not supported: convert it to 16 bits first"
    case .encoding(0x11): "ADPCM in WAV is not supported"
    case .encoding(let code): "WAV encoding \(code) is not supported: 16-bit PCM, μ-law and A-law are"
    case .bits(let bits): "WAV with \(bits)-bit samples is not supported: 16-bit PCM, μ-law and A-law are"
    case .channels(let count): "\(count) channels are not supported"
    case .sampleRate(let rate): "a sample rate of \(rate) Hz makes no sense"
    case .block(let size): "a block of \(size) bytes contradicts the number of channels and bits"
    case nil: "this WAV file cannot be read"
    }
  }
}
