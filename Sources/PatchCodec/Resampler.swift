internal import CSpeexDSP
public import PatchBase

/// Changes the sample rate of a stream, from any rate to any rate between 8 and 192 kHz.
///
/// Left to choose, it takes a filter of our own where the rates stand in a ratio of numbers to 6, as 8, 16, 24, 32 and
/// 48 kHz do: flat to 3.4 kHz and 3.4 ms late between 8 and 48 kHz. For others, and where a quality is asked for, it is
/// speexdsp. The output is the same for any cutting of the input into pieces and for any size of the output. Equal rates copy.
/// Memory is taken in `init` only.
@safe public struct Resampler: ~Copyable {
  private let state: OpaquePointer?  // none for equal rates and for ours
  private var memory: Memory
  private var own: Polyphase?
  /// Channels, interleaved.
  public let channels: Int
  /// How much later the sound comes out, in samples at the input's rate. Exact.
  public let inputDelay: Int
  /// The same in samples at the output's rate, rounded.
  public let outputDelay: Int
  private var phase: ResamplerPhase
  private var isFresh = true

  /// `quality` is speexdsp's 0 (shortest) to 10 (steepest); 5 is flat to 3.4 kHz with 5 ms between 8 and 48 kHz, and what
  /// rates have that our own filter does not take. Nil is the best choice for the rates.
  /// `Fault.argument` for a rate outside 8000 to 192000, channels outside 1 to 8 or such a quality; `Fault.noMemory`.
  public init(from: Int32, to: Int32, channels: Int = 1, quality: Int? = nil) throws(Fault) {
    memory = Memory()
    memory.require(
      from >= 8000 && from <= 192_000 && to >= 8000 && to <= 192_000 && channels >= 1 && channels <= 8
        && (0...10).contains(quality ?? 0))
    phase = ResamplerPhase(from: max(Int(from), 1), to: max(Int(to), 1))
    self.channels = channels
    own = nil
    var made: OpaquePointer?
    if quality == nil, Polyphase.takes(phase) {
      own = Polyphase(phase, channels: channels, &memory)
    } else if from != to, !memory.isShort {
      var result: Int32 = 0
      unsafe made = speex_resampler_init(UInt32(channels), UInt32(from), UInt32(to), Int32(quality ?? 5), &result)
      // The arguments are checked above, so only memory is left.
      if unsafe made == nil { memory.note(.noMemory) }
    }
    unsafe state = made
    if let made = unsafe made {
      inputDelay = unsafe Int(speex_resampler_get_input_latency(made))
      outputDelay = unsafe Int(speex_resampler_get_output_latency(made))
    } else {
      inputDelay = from == to ? 0 : Polyphase.delay(phase)
      outputDelay = (inputDelay * phase.to + phase.from / 2) / phase.from
    }
    try memory.check()
  }

  /// How late, in µs, sound is between two different rates that our own filter takes, to within a sample.
  public static func delay(between one: Int32, and other: Int32) -> UInt64 {
    let reduced = ResamplerPhase(from: max(Int(one), 1), to: max(Int(other), 1))
    return UInt64(Polyphase.half(reduced.from, reduced.to) * 1_000_000) / UInt64(max(1, min(one, other)))
  }

  @inline(never) deinit { if let state = unsafe state { unsafe speex_resampler_destroy(state) } }

  /// Reads and writes as much as both sides allow; counts are samples per channel, spans are interleaved.
  ///
  /// Feed what was not consumed again. When the output holds no sample at all although one is due, that is
  /// `Fault.noSpace` with the elements needed for all of the input, and nothing was consumed. A count that is no
  /// multiple of the channels is `Fault.argument` for the input and rounded down for the output.
  public mutating func process(
    _ input: Span<Int16>, into output: inout MutableSpan<Int16>
  ) throws(Fault) -> (consumed: Int, produced: Int) {
    let offered = input.count.divided(by: channels)
    let room = output.count.divided(by: channels)
    guard offered * channels == input.count else { throw .argument }
    let due = try needed(for: offered)
    if due > 0, room == 0 { throw .noSpace(needed: due * channels) }
    var consumed = 0
    var produced = 0
    while consumed < offered {
      // Bounded pieces: speexdsp counts in 32 bits.
      let piece = input.window(consumed * channels..<min(offered, consumed + Self.most) * channels)
      let step: (consumed: Int, produced: Int)
      if produced < room {
        var target = output.window(produced * channels..<min(room, produced + Self.most) * channels)
        step = try run(piece, into: &target)
      } else {
        guard phase.due(after: offered - consumed) == 0 else { break }
        // speexdsp takes nothing without room, though nothing comes out of the rest.
        var sink = InlineArray<8, Int16>(repeating: 0)
        var target = sink.mutableSpan
        step = try run(piece, into: &target)
      }
      phase.advance(consumed: step.consumed, produced: step.produced)
      consumed += step.consumed
      produced += step.produced
    }
    if consumed > 0 { isFresh = false }
    return (consumed, produced)
  }

  /// Exactly how many samples per channel come out of the next `samples`. `Fault.argument` beyond 2^40.
  public func needed(for samples: Int) throws(Fault) -> Int {
    guard samples >= 0, samples <= 1 << 40 else { throw .argument }
    return phase.due(after: samples)
  }

  /// Just after `init` or `reset`, for files: leaves the delay's silence out, so that the first sample out is in line
  /// with the first one in. At the end feed `inputDelay` zeros for the rest. Later it is `Fault.state`.
  public mutating func skipDelay() throws(Fault) {
    guard isFresh else { throw .state }
    isFresh = false
    phase.skip(inputDelay)
    own?.skip(inputDelay)
    if let state = unsafe state { _ = unsafe speex_resampler_skip_zeros(state) }
  }

  /// Back to just made: silence before the first sample.
  public mutating func reset() throws(Fault) {
    phase.restart()
    isFresh = true
    own?.reset()
    guard let state = unsafe state else { return }
    if channels > 1 {
      // speex_resampler_reset_mem (1.2.1) forgets the first channel and only part of the others.
      var sink = InlineArray<512, Int16>(repeating: 0)
      var target = sink.mutableSpan
      var left = 2 * inputDelay
      while left > 0 { left -= try unsafe run(nil, count: left, into: &target, state).consumed }
    }
    _ = unsafe speex_resampler_reset_mem(state)
  }

  private static let most = 1 << 16

  private mutating func run(
    _ input: Span<Int16>, into output: inout MutableSpan<Int16>
  ) throws(Fault) -> (consumed: Int, produced: Int) {
    guard let state = unsafe state else {
      if own != nil { return own!.run(input, into: &output, phase) }
      let n = output.copy(from: input) / channels
      return (n, n)
    }
    do {
      return try unsafe input.withUnsafeBufferPointer { source throws(Fault) in
        try unsafe run(source.baseAddress, count: source.count / channels, into: &output, state)
      }
    }
  }

  /// One call of speexdsp; a nil `input` is silence.
  private mutating func run(
    _ input: UnsafePointer<Int16>?, count: Int, into output: inout MutableSpan<Int16>, _ state: OpaquePointer
  ) throws(Fault) -> (consumed: Int, produced: Int) {
    var consumed = UInt32(count)
    var produced = UInt32(output.count / channels)
    let result = unsafe output.withUnsafeMutableBufferPointer { target in
      unsafe speex_resampler_process_interleaved_int(state, input, &consumed, target.baseAddress, &produced)
    }
    // With input and room it always moves; a loop may count on that.
    guard result == Int32(RESAMPLER_ERR_SUCCESS), consumed > 0 || produced > 0 else { throw .internal }
    return (Int(consumed), Int(produced))
  }
}

// One owner, no sharing: moving it to another thread moves everything.
extension Resampler: @unchecked Sendable {}
