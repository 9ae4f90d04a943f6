internal import CSpeexDSP
public import PatchBase

/// Takes the echo of what a party is played out of what it says: the adaptive filter of speexdsp (MDF, after J.-S. Soo and
/// K. K. Pang, with the two filters and the step size of J.-M. Valin).
///
/// The filter of speexdsp writes to stderr when it diverges, and a library may not. It does so in two cases: at once when
/// its echo estimate is beyond all reason, and after 50 frames in a row that it made louder. Against the first it is
/// given both signals 24 dB softer, and never a near end more than `ratio` times the far end of the last tail, so that its
/// gain stays bounded. Against the second the same judgement is made here, more strictly, and the filter is reset
/// before its patience ends.
@safe public struct Echo: ~Copyable {
  /// Times that the filter was reset because it made sound louder.
  public private(set) var resets: UInt64 = 0
  /// Samples in a frame: 20 ms.
  public let frame: Int

  private let state: OpaquePointer?  // none when memory ran out
  private var memory = Memory()
  private var near: Block<Int16>
  private var far: Block<Int16>
  private var out: Block<Int16>
  private var levels: Block<Float>  // of the far end, a frame each, as long as the tail
  private var newest = 0
  private var judge: EchoJudge

  /// The tails that can be cancelled, in ms.
  public static let tails = 20...500

  private static let shift: Int16 = 16
  private static let ratio: Float = 8

  /// [setup] `rate` 8000 to 48 000, `tail` ms of echo. `argument` for values out of range. When memory runs out inside
  /// speexdsp it does not say so, and the process ends: make it where that is no surprise.
  public init(rate: Int32, tail: Int) throws(Fault) {
    var memory = Memory()
    self.init(rate: rate, tail: tail, &memory)
    self.memory = memory
    try self.memory.check()
  }

  /// [setup] The same for a part of something bigger, in its owner's memory: the owner checks.
  @inline(never)
  public init(rate: Int32, tail: Int, _ memory: inout Memory) {
    memory.require(
      (rate == 8000 || rate == 16_000 || rate == 24_000 || rate == 48_000) && Echo.tails.contains(tail))
    frame = Int(rate) / 50
    let frames = (tail &+ 19) / 20
    near = Block(frame, &memory)
    far = Block(frame, &memory)
    out = Block(frame, &memory)
    levels = Block(frames &+ 1, &memory)
    judge = EchoJudge(rate: rate)
    guard !memory.isShort else {
      unsafe state = nil
      return
    }
    unsafe state = speex_echo_state_init(Int32(frame), Int32(frame * frames))
    if let state = unsafe state { unsafe cspeex_echo_set_rate(state, rate) } else { memory.note(.noMemory) }
  }

  @inline(never) deinit { if let state = unsafe state { unsafe speex_echo_state_destroy(state) } }

  /// Forgets what was learnt.
  public mutating func reset() {
    unsafe speex_echo_state_reset(state)
    levels.clear()
    judge.reset()
  }

  /// Takes the echo out of one frame; `played` is what the party was played when it said this, of the same length.
  /// A frame of another length is left as it is.
  public mutating func process(_ pcm: inout MutableSpan<Int16>, played: Span<Int16>) {
    guard pcm.count == frame, played.count == frame else { return }
    let loudest = hear(played)
    // All of the tail is silence: nothing can echo, and nothing is to be learnt.
    guard loudest > 0 else { return judge.rest() }
    let level = Echo.energy(pcm.span)
    let most = Echo.ratio * Echo.ratio * loudest
    let gain = level > most ? (most / level).squareRoot() / Float(Echo.shift) : 1 / Float(Echo.shift)
    Echo.soften(pcm.span, gain, into: &near)
    Echo.soften(played, 1 / Float(Echo.shift), into: &far)
    unsafe Echo.run(state, near, far, into: &out)
    let isWorse = Echo.isWorse(&judge, near, out)
    subtract(from: &pcm)
    guard isWorse else { return }
    resets += 1
    reset()
  }

  /// How much softer the echo canceller makes what comes, in dB: 0 for nothing. Over the last seconds.
  public var loss: Double { judge.loss }

  /// Notes the level of a frame of the far end; gives the greatest of the tail.
  private mutating func hear(_ played: Span<Int16>) -> Float {
    newest = (newest + 1) % levels.count
    levels[newest] = Echo.energy(played)
    var loudest: Float = 0
    for i in 0..<levels.count { loudest = max(loudest, levels[i]) }
    return loudest
  }

  private static func run(
    _ state: OpaquePointer?, _ near: borrowing Block<Int16>, _ far: borrowing Block<Int16>, into out: inout Block<Int16>
  ) {
    let here = near.span
    let there = far.span
    var result = out.mutableSpan
    unsafe here.withUnsafeBufferPointer { here in
      unsafe there.withUnsafeBufferPointer { there in
        unsafe result.withUnsafeMutableBufferPointer { result in
          unsafe speex_echo_cancellation(state, here.baseAddress!, there.baseAddress!, result.baseAddress!)
        }
      }
    }
  }

  private static func isWorse(
    _ judge: inout EchoJudge, _ near: borrowing Block<Int16>, _ out: borrowing Block<Int16>
  ) -> Bool { judge.isWorse(near.span, out.span) }

  /// What was taken out at the filter's loudness is taken out of the sound itself, which so keeps all its bits.
  @_optimize(speed)
  private mutating func subtract(from pcm: inout MutableSpan<Int16>) {
    let here = near.span
    let result = out.span
    let n = min(pcm.count, min(here.count, result.count))
    for i in 0..<n {
      let echo = (Int32(here[i]) - Int32(result[i])) * Int32(Echo.shift)
      pcm[i] = Int16(clamping: Int32(pcm[i]) - echo)
    }
  }

  @_optimize(speed)
  private static func soften(_ source: Span<Int16>, _ gain: Float, into target: inout Block<Int16>) {
    var target = target.mutableSpan
    for i in 0..<min(source.count, target.count) {
      let v = Float(source[i]) * gain
      target[i] = Int16(v + (v < 0 ? -0.5 : 0.5))
    }
  }

  @_optimize(speed)
  private static func energy(_ pcm: Span<Int16>) -> Float {
    var sum: Float = 0
    for i in 0..<pcm.count { sum += Float(pcm[i]) * Float(pcm[i]) }
    return sum
  }
}

// One owner, no sharing: moving it to another thread moves everything.
extension Echo: @unchecked Sendable {}
