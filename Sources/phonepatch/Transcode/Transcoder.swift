import Foundation
import PatchBase

/// Moves the sound of a source into a sink, in pieces, in constant memory.
struct Transcoder {
  let source: any SoundSource
  let sink: any SoundSink
  let quality: Int

  struct Result {
    var samplesIn: Int64
    var samplesOut: Int64
    var seconds: Double
    var elapsed: Double
    var timesRealTime: Double { elapsed > 0 ? seconds / elapsed : 0 }
  }

  func run() throws -> Result {
    let begin = ContinuousClock.now
    var progress = ProgressBar(
      "\((source.file.path as NSString).lastPathComponent) → \((sink.file.path as NSString).lastPathComponent)")
    defer { progress.clear() }
    let samples = try plainCopy(&progress) ?? convert(&progress)
    try sink.finish()
    let elapsed = (ContinuousClock.now - begin) / .seconds(1)
    return Result(
      samplesIn: samples.in, samplesOut: samples.out, seconds: Double(samples.in) / Double(source.rate),
      elapsed: elapsed)
  }

  private func convert(_ progress: inout ProgressBar) throws -> (in: Int64, out: Int64) {
    var shaper = try SampleShaper(
      from: (source.rate, source.channels), to: (sink.rate, sink.channels), quality: quality)
    var pcm = [Int16](repeating: 0, count: 8192 * source.channels)
    while true {
      let count = try source.read(into: &pcm)
      if count == 0 { break }
      try shaper.push(pcm[..<(count * source.channels)]) { try sink.write($0) }
      try report(&progress, shaper.consumed)
    }
    try shaper.finish { try sink.write($0) }
    return (shaper.consumed, shaper.produced)
  }

  /// The same samples in another file: copied byte for byte, so that even the two zeros of μ-law stay apart.
  private func plainCopy(_ progress: inout ProgressBar) throws -> (in: Int64, out: Int64)? {
    guard let source = source as? PlainSource, let sink = sink as? PlainSink, source.encoding == sink.encoding,
      source.rate == sink.rate, source.channels == sink.channels
    else { return nil }
    var bytes = [UInt8](repeating: 0, count: 32_768 * source.channels)
    let block = sink.encoding.bytesPerSample * sink.channels
    var samples: Int64 = 0
    while true {
      let count = try source.read(into: &bytes)
      if count == 0 { return (samples, samples) }
      try sink.write(bytes: bytes[..<count])
      samples += Int64(count / block)
      try report(&progress, samples)
    }
  }

  private func report(_ progress: inout ProgressBar, _ samples: Int64) throws {
    if let number = Interrupt.signal { throw Interruption(signal: number) }
    let share = source.file.size.map { Double(source.file.position) / Double(max($0, 1)) }
    progress.update(share, Duration.seconds(Double(samples) / Double(source.rate)).clock)
  }
}

/// The person, or the system, wants us to stop.
struct Interruption: Error {
  let signal: Int32
}

extension Duration {
  /// Hours only when there are any: 1:02:03.4, 2:03.4.
  var clock: String {
    let tenths = Int((self / .milliseconds(100)).rounded())
    let (hours, minutes, seconds) = (tenths / 36_000, tenths / 600 % 60, tenths / 10 % 60)
    return hours > 0
      ? String(format: "%d:%02d:%02d.%d", hours, minutes, seconds, tenths % 10)
      : String(format: "%d:%02d.%d", minutes, seconds, tenths % 10)
  }
}
