internal import COpus
public import PatchBase

/// Encodes one stream of sound to Opus packets (RFC 6716). It remembers the sound so far; memory is taken in `init` only.
@safe public struct OpusEncoder: ~Copyable {
  private let state: OpaquePointer
  /// Samples a second of what it is fed.
  public let sampleRate: Int32
  /// 1 or 2, interleaved.
  public let channels: Int
  private let maxPacket: Int

  /// `Fault.argument` for a setting out of range, `Fault.noMemory`.
  public init(_ settings: OpusEncoderSettings) throws(Fault) {
    guard settings.maxPacket >= 3, settings.maxPacket <= OpusPacket.maxBytes,
      let channels = Int32(exactly: settings.channels)
    else { throw .argument }
    let application =
      switch settings.application {
      case .voip: OPUS_APPLICATION_VOIP
      case .audio: OPUS_APPLICATION_AUDIO
      case .lowDelay: OPUS_APPLICATION_RESTRICTED_LOWDELAY
      }
    var result = OPUS_OK
    guard let made = unsafe opus_encoder_create(settings.sampleRate, channels, application, &result) else {
      throw Fault(opus: result)
    }
    do throws(Fault) {
      try unsafe applyBitrate(made, settings.bitrate)
      try unsafe applyRateMode(made, settings.rateMode)
      try unsafe set(made, OPUS_SET_COMPLEXITY_REQUEST, settings.complexity)
      try unsafe set(made, OPUS_SET_INBAND_FEC_REQUEST, settings.fec ? 1 : 0)
      try unsafe set(made, OPUS_SET_PACKET_LOSS_PERC_REQUEST, settings.expectedLoss)
      try unsafe set(made, OPUS_SET_DTX_REQUEST, settings.dtx ? 1 : 0)
      try unsafe set(made, OPUS_SET_MAX_BANDWIDTH_REQUEST, settings.maxBandwidth.request)
      try unsafe set(made, OPUS_SET_BANDWIDTH_REQUEST, settings.bandwidth?.request ?? OPUS_AUTO)
      try unsafe set(made, OPUS_SET_SIGNAL_REQUEST, request(settings.signal))
    } catch {
      unsafe opus_encoder_destroy(made)
      throw error
    }
    sampleRate = settings.sampleRate
    self.channels = settings.channels
    maxPacket = settings.maxPacket
    unsafe state = made  // last: a throwing init may not leave this half built
  }

  @inline(never) deinit { unsafe opus_encoder_destroy(state) }

  /// The room that `encode` asks for with frames of `samples` per channel.
  public func needed(samples: Int) -> Int {
    min(maxPacket, OpusPacket.maxBytes(samples: samples, sampleRate: sampleRate))
  }

  /// Encodes one frame of 2.5, 5, 10, 20, 40 or 60 ms and returns the packet's length in bytes.
  ///
  /// libopus shapes the packet by the room it is given; it is always given `needed(samples:)`, so the packet does not
  /// depend on `packet.count`. Less room is `Fault.noSpace`; another length of frame is `Fault.argument`.
  public mutating func encode(_ pcm: Span<Int16>, into packet: inout MutableSpan<UInt8>) throws(Fault) -> Int {
    let samples = pcm.count / channels
    guard samples * channels == pcm.count, isFrame(samples) else { throw .argument }
    let room = needed(samples: samples)
    guard packet.count >= room else { throw .noSpace(needed: room) }
    // Neither span is empty here.
    let length = unsafe pcm.withUnsafeBufferPointer { source in
      unsafe packet.withUnsafeMutableBufferPointer { target in
        unsafe opus_encode(state, source.baseAddress!, Int32(samples), target.baseAddress!, Int32(room))
      }
    }
    guard length >= 0 else { throw Fault(opus: length) }
    return Int(length)
  }

  private func isFrame(_ samples: Int) -> Bool {
    guard samples <= Int(sampleRate) else { return false }
    switch samples * 400 {
    case Int(sampleRate), 2 * Int(sampleRate), 4 * Int(sampleRate), 8 * Int(sampleRate), 16 * Int(sampleRate),
      24 * Int(sampleRate):
      return true
    default: return false
    }
  }

  /// Forgets the sound so far; the settings stay.
  public mutating func reset() throws(Fault) {
    try unsafe check(copus_encoder_reset(state))
  }

  /// Bits a second, 500 to 512000; nil lets libopus choose.
  public mutating func setBitrate(_ bitrate: Int32?) throws(Fault) {
    try unsafe applyBitrate(state, bitrate)
  }

  public mutating func setRateMode(_ mode: OpusEncoderSettings.RateMode) throws(Fault) {
    try unsafe applyRateMode(state, mode)
  }

  /// 0 (cheapest) to 10 (best).
  public mutating func setComplexity(_ complexity: Int32) throws(Fault) {
    try unsafe set(state, OPUS_SET_COMPLEXITY_REQUEST, complexity)
  }

  /// Whether packets also carry a thin copy of the frame before.
  public mutating func setFEC(_ on: Bool) throws(Fault) {
    try unsafe set(state, OPUS_SET_INBAND_FEC_REQUEST, on ? 1 : 0)
  }

  /// Per cent, 0 to 100.
  public mutating func setExpectedLoss(_ percent: Int32) throws(Fault) {
    try unsafe set(state, OPUS_SET_PACKET_LOSS_PERC_REQUEST, percent)
  }

  /// Whether silence makes packets of at most two bytes.
  public mutating func setDTX(_ on: Bool) throws(Fault) {
    try unsafe set(state, OPUS_SET_DTX_REQUEST, on ? 1 : 0)
  }

  /// Forces a bandwidth; nil chooses.
  public mutating func setBandwidth(_ bandwidth: OpusBandwidth?) throws(Fault) {
    try unsafe set(state, OPUS_SET_BANDWIDTH_REQUEST, bandwidth?.request ?? OPUS_AUTO)
  }

  /// The widest bandwidth that may be chosen.
  public mutating func setMaxBandwidth(_ bandwidth: OpusBandwidth) throws(Fault) {
    try unsafe set(state, OPUS_SET_MAX_BANDWIDTH_REQUEST, bandwidth.request)
  }

  /// Nil lets the encoder listen.
  public mutating func setSignal(_ signal: OpusEncoderSettings.Signal?) throws(Fault) {
    try unsafe set(state, OPUS_SET_SIGNAL_REQUEST, request(signal))
  }

  /// How many samples the decoded sound lags behind the input, at this encoder's rate.
  public var lookahead: Int { unsafe Int(get(state, OPUS_GET_LOOKAHEAD_REQUEST)) }

  /// The range coder's state after the last packet; a decoder that read the same packet holds the same number.
  public var finalRange: UInt32 {
    var range: UInt32 = 0
    _ = unsafe copus_encoder_final_range(state, &range)
    return range
  }

  /// What libopus itself reports as set. The bandwidth it reports is the last packet's, so that one is left out;
  /// a bit rate that it chooses shows as the number chosen.
  public var reported: OpusEncoderSettings {
    var now = OpusEncoderSettings(sampleRate: sampleRate, channels: channels)
    switch unsafe get(state, OPUS_GET_APPLICATION_REQUEST) {
    case OPUS_APPLICATION_AUDIO: now.application = .audio
    case OPUS_APPLICATION_RESTRICTED_LOWDELAY: now.application = .lowDelay
    default: now.application = .voip
    }
    now.bitrate = unsafe get(state, OPUS_GET_BITRATE_REQUEST)
    let varies = unsafe get(state, OPUS_GET_VBR_REQUEST) == 1
    let constrained = unsafe get(state, OPUS_GET_VBR_CONSTRAINT_REQUEST) == 1
    now.rateMode = !varies ? .constant : constrained ? .constrainedVariable : .variable
    now.complexity = unsafe get(state, OPUS_GET_COMPLEXITY_REQUEST)
    now.fec = unsafe get(state, OPUS_GET_INBAND_FEC_REQUEST) == 1
    now.expectedLoss = unsafe get(state, OPUS_GET_PACKET_LOSS_PERC_REQUEST)
    now.dtx = unsafe get(state, OPUS_GET_DTX_REQUEST) == 1
    now.maxBandwidth = unsafe OpusBandwidth(request: get(state, OPUS_GET_MAX_BANDWIDTH_REQUEST)) ?? .fullband
    switch unsafe get(state, OPUS_GET_SIGNAL_REQUEST) {
    case OPUS_SIGNAL_VOICE: now.signal = .voice
    case OPUS_SIGNAL_MUSIC: now.signal = .music
    default: now.signal = nil
    }
    now.maxPacket = maxPacket
    return now
  }
}

// One owner, no sharing: moving it to another thread moves everything.
extension OpusEncoder: @unchecked Sendable {}

private func check(_ result: Int32) throws(Fault) {
  guard result == OPUS_OK else { throw Fault(opus: result) }
}

@inline(never)
private func set(_ encoder: OpaquePointer, _ request: Int32, _ value: Int32) throws(Fault) {
  try unsafe check(copus_encoder_set(encoder, request, value))
}

private func get(_ encoder: OpaquePointer, _ request: Int32) -> Int32 {
  var value: Int32 = 0
  _ = unsafe copus_encoder_get(encoder, request, &value)
  return value
}

private func applyBitrate(_ encoder: OpaquePointer, _ bitrate: Int32?) throws(Fault) {
  // libopus would clamp what is out of range, and read -1 as the maximum.
  if let bitrate, bitrate < 500 || bitrate > 512_000 { throw .argument }
  try unsafe set(encoder, OPUS_SET_BITRATE_REQUEST, bitrate ?? OPUS_AUTO)
}

private func applyRateMode(_ encoder: OpaquePointer, _ mode: OpusEncoderSettings.RateMode) throws(Fault) {
  try unsafe set(encoder, OPUS_SET_VBR_REQUEST, mode == .constant ? 0 : 1)
  try unsafe set(encoder, OPUS_SET_VBR_CONSTRAINT_REQUEST, mode == .variable ? 0 : 1)
}

private func request(_ signal: OpusEncoderSettings.Signal?) -> Int32 {
  switch signal {
  case .voice: OPUS_SIGNAL_VOICE
  case .music: OPUS_SIGNAL_MUSIC
  case nil: OPUS_AUTO
  }
}
