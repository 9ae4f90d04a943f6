internal import PatchBase
internal import PatchCodec

/// One frame at the Room's rate to the bytes of a leg's format.
struct FrameEncoder: ~Copyable {
  private let format: AudioFormat
  private var resampler: Resampler?
  private var pcm: Block<Int16>  // at the leg's rate
  private var weighed: Block<Int16>  // at the Room's rate
  private var content: Block<UInt8>
  private var length = 0
  private var silentFrames = 0  // in a row

  init(_ format: AudioFormat, roomRate: Int32, _ memory: inout Memory) {
    self.format = format
    pcm = Block(format.samplesPerFrame, &memory)
    weighed = Block(Int(roomRate) / 50, &memory)
    content = Block(format.bytesPerFrame, &memory)
    resampler = memory.resampler(from: roomRate, to: format.sampleRate)
  }

  /// The frame made last.
  var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { content.span.window(0..<length) }
  }

  /// Makes `bytes` of a frame. `silent` says that it is all zeros.
  mutating func encode(_ frame: Span<Int16>, silent: Bool) {
    silentFrames = silent ? silentFrames + 1 : 0
    // A resampler holds less than a frame: after one frame of zeros the rest is silence.
    guard !silent || (resampler != nil && silentFrames < 3) else { return fillSilence() }
    if resampler != nil {
      FrameEncoder.resample(&resampler!, frame, into: &pcm)
      FrameEncoder.code(pcm, format.encoding, into: &content)
    } else {
      FrameEncoder.code(frame, format.encoding, into: &content)
    }
    length = content.count
  }

  /// Makes `bytes` of a frame made softer by `gain`, at most 1; one that `rises` does so from silence.
  @inline(never)
  mutating func encode(_ frame: Span<Int16>, gain: Float, rises: Bool = false) {
    guard gain != 1 || rises else { return encode(frame, silent: false) }
    FrameEncoder.weigh(frame, gain, rises, into: &weighed)
    silentFrames = 0
    if resampler != nil {
      FrameEncoder.resample(&resampler!, weighed, into: &pcm)
      FrameEncoder.code(pcm, format.encoding, into: &content)
    } else {
      FrameEncoder.code(weighed, format.encoding, into: &content)
    }
    length = content.count
  }

  /// Makes `bytes` digital silence that is no part of what flows through.
  mutating func silence() { fillSilence() }

  /// Makes `bytes` a frame that is in the format already.
  mutating func copy(_ frame: Span<UInt8>) {
    length = min(frame.count, content.count)
    content.store(frame.window(0..<length))
  }

  /// Frames pass by that are not encoded here.
  mutating func rest() { if silentFrames == 0 { reset() } }

  /// Forgets the past.
  mutating func reset() {
    if resampler != nil { try? resampler!.reset() }
    silentFrames = 3
  }

  private mutating func fillSilence() {
    FrameEncoder.silence(format.encoding, into: &content)
    length = content.count
  }

  private static func resample(
    _ resampler: inout Resampler, _ frame: borrowing Block<Int16>, into pcm: inout Block<Int16>
  ) {
    resample(&resampler, frame.span, into: &pcm)
  }

  private static func resample(_ resampler: inout Resampler, _ frame: Span<Int16>, into pcm: inout Block<Int16>) {
    var target = pcm.mutableSpan
    let produced = (try? resampler.process(frame, into: &target).produced) ?? 0
    var rest = target.window(produced..<target.count)
    rest.fill(with: 0)
  }

  private static func weigh(_ frame: Span<Int16>, _ gain: Float, _ rises: Bool, into weighed: inout Block<Int16>) {
    var target = weighed.mutableSpan
    for i in 0..<min(frame.count, target.count) { target[i] = Int16(Float(frame[i]) * gain) }
    if rises { Fade.rise(&target) }
  }

  private static func silence(_ encoding: Encoding, into content: inout Block<UInt8>) {
    var target = content.mutableSpan
    PlainCodec.fillSilence(&target, encoding)
  }

  private static func code(_ frame: Span<Int16>, _ encoding: Encoding, into content: inout Block<UInt8>) {
    var target = content.mutableSpan
    PlainCodec.encode(frame, encoding, into: &target)
  }

  private static func code(_ pcm: borrowing Block<Int16>, _ encoding: Encoding, into content: inout Block<UInt8>) {
    var target = content.mutableSpan
    PlainCodec.encode(pcm.span, encoding, into: &target)
  }

  @inline(never) deinit {}
}
