internal import COpus
public import PatchBase

/// Decodes one stream of Opus packets (RFC 6716), whatever they were made from, to one rate and one or two channels.
///
/// For each lost frame call `recover` with the packet after it, or `conceal` when there is none; then go on with
/// `decode`. Memory is taken in `init` only.
@safe public struct OpusDecoder: ~Copyable {
  private let state: OpaquePointer
  /// Samples a second of what comes out.
  public let sampleRate: Int32
  /// 1 or 2, interleaved.
  public let channels: Int
  // libopus recovers nothing right after a packet of CELT and does not say so.
  private var lastWasCelt = false

  /// `Fault.argument` when the rate is not 8000, 12000, 16000, 24000 or 48000 or the channels not 1 or 2.
  public init(sampleRate: Int32, channels: Int = 1) throws(Fault) {
    guard let count = Int32(exactly: channels) else { throw .argument }
    var result = OPUS_OK
    guard let made = unsafe opus_decoder_create(sampleRate, count, &result) else { throw Fault(opus: result) }
    self.sampleRate = sampleRate
    self.channels = channels
    unsafe state = made
  }

  @inline(never) deinit { unsafe opus_decoder_destroy(state) }

  /// Decodes one packet of up to 120 ms; returns samples per channel.
  ///
  /// Bytes that are no packet are `Fault.malformed`, too small an output is `Fault.noSpace` (needed in elements):
  /// either way the decoder stays as it was.
  public mutating func decode(_ packet: Span<UInt8>, into pcm: inout MutableSpan<Int16>) throws(Fault) -> Int {
    let structure = try OpusPacket(packet)
    let samples = structure.samples48k * Int(sampleRate) / 48_000
    guard pcm.count >= samples * channels else { throw .noSpace(needed: samples * channels) }
    let decoded = try run(packet, samples: samples, recover: false, into: &pcm)
    lastWasCelt = structure.mode == .celt
    return decoded
  }

  /// Invents `samples` per channel in place of lost ones: a multiple of 2.5 ms up to 120 ms, best the length of the
  /// stream's frames.
  public mutating func conceal(samples: Int, into pcm: inout MutableSpan<Int16>) throws(Fault) {
    try checkGap(samples, pcm.count)
    _ = try run(Span(), samples: samples, recover: false, into: &pcm)
  }

  /// Recovers the lost frame of `samples` per channel before `next` from the thin copy in that packet (in-band FEC);
  /// false when it carries none, so that the frame was concealed. Afterwards decode `next` itself as usual.
  public mutating func recover(
    from next: Span<UInt8>, samples: Int, into pcm: inout MutableSpan<Int16>
  ) throws(Fault) -> Bool {
    let structure = try OpusPacket(next)
    try checkGap(samples, pcm.count)
    let fits = samples >= structure.samplesPerFrame48k * Int(sampleRate) / 48_000
    guard structure.hasRecovery, fits, !lastWasCelt else {
      try conceal(samples: samples, into: &pcm)
      return false
    }
    _ = try run(next, samples: samples, recover: true, into: &pcm)
    return true
  }

  /// Forgets the sound so far.
  public mutating func reset() throws(Fault) {
    let result = unsafe copus_decoder_reset(state)
    guard result == OPUS_OK else { throw Fault(opus: result) }
    lastWasCelt = false
  }

  /// The range coder's state after the last packet; see `OpusEncoder.finalRange`.
  public var finalRange: UInt32 {
    var range: UInt32 = 0
    _ = unsafe copus_decoder_final_range(state, &range)
    return range
  }

  private func checkGap(_ samples: Int, _ room: Int) throws(Fault) {
    let unit = Int(sampleRate) / 400
    guard samples > 0, samples <= 48 * unit, samples % unit == 0 else { throw .argument }
    guard room >= samples * channels else { throw .noSpace(needed: samples * channels) }
  }

  /// `packet` empty means lost. The output is known to hold `samples`.
  @inline(never)
  private mutating func run(
    _ packet: Span<UInt8>, samples: Int, recover: Bool, into pcm: inout MutableSpan<Int16>
  ) throws(Fault) -> Int {
    let decoded = unsafe packet.withUnsafeBufferPointer { source in
      unsafe pcm.withUnsafeMutableBufferPointer { target in
        unsafe opus_decode(
          state, source.count > 0 ? source.baseAddress : nil, Int32(source.count), target.baseAddress!,
          Int32(samples), recover ? 1 : 0)
      }
    }
    guard decoded >= 0 else { throw Fault(opus: decoded) }
    return Int(decoded)
  }
}

// One owner, no sharing: moving it to another thread moves everything.
extension OpusDecoder: @unchecked Sendable {}
