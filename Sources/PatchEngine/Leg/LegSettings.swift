public import PatchAudio
public import PatchBase

/// How a leg is made. Times are milliseconds.
public struct LegSettings: Sendable {
  public enum Kind: UInt32, Sendable {
    /// A phone caller behind a carrier's media stream. Its format is what the `start` message says.
    case carrier = 1
    /// Sound of the host: an AI voice, a file, a browser, a game.
    case pcm = 2
    /// A Discord voice channel with all its speakers, as Opus packets (see `VoiceSession`).
    case discord = 3
  }

  public var kind: Kind
  /// PCM: the format both ways. μ-law and A-law at 8 kHz, 16-bit at 8, 16, 24 or 48 kHz.
  public var format: AudioFormat
  /// The leg is sent what it hears. Off for a carrier's one-way stream, or a player that does not listen.
  public var listens: Bool
  /// Carrier: the delay that the jitter buffer begins with and aims for; nil is 40. PCM: how much has to be written before
  /// an item begins, or goes on after a gap, unless all of it is there; nil is 0. For a source in real time.
  public var minDelay: Int?
  /// Carrier: the delay at which the oldest sound is thrown away. Nil is 500. At most 10 000. A carrier whose messages
  /// are longer than half of it raises it.
  public var maxDelay: Int?
  /// Carrier: silence sent ahead of live sound, 0…200. Nil is automatic: as little as late ticks allow, 0…40.
  public var prefill: Int?
  /// Carrier: how far ready-made sound may be sent ahead while nobody else speaks, 0…600.
  public var lead: Int
  /// Carrier: how far apart the Room's own marks are, in ms, while sound of the host is on its way, 60…2000; ten times as
  /// far otherwise. Their echoes tell what was heard and how the carrier's clock runs. 0 sends none.
  public var marks: Int
  /// Carrier: send 50 frames a second also when all are silent.
  public var sendsSilence: Bool
  /// PCM: how much written sound may wait, 100…600 000.
  public var queue: Int
  /// How much sound of the tap may wait, 20…60 000. Of each speaker's, if there are such taps.
  public var tap: Int
  /// Discord: how many are decoded at a time, 1…64. Memory is taken for as many.
  public var speakers = 16
  /// Discord: each speaker can be tapped alone.
  public var speakerTaps = false
  /// Discord: bits a second of what the channel is sent, 6000…384 000; nil is what the Room's rate is worth.
  public var bitrate: Int?
  /// Discord: loss to prepare for, in per cent, 0…100.
  public var expectedLoss = 10
  /// Discord: what is softer than this, in dBov, −90…−20, counts as silence and is not sent; nil sends all but zeros.
  public var gate: Int? = -60
  /// How much of the echo of what the leg is played is taken out of what it says, 20…500; nil for none. The delay
  /// before the echo begins is found out for a carrier's leg, and is `echoDelay` for others.
  public var echoTail: Int?
  /// When the echo begins after sound was sent, 0…1500; nil finds out (carrier), or is 40 (others).
  public var echoDelay: Int?
  /// By how many dB steady noise of the leg is made softer, 1…40; nil leaves it.
  public var noiseSuppression: Int?
  /// How loud the leg's speech is made, in dBov, −40…−6; nil leaves it.
  public var gainTarget: Int?
  /// What is listened for in what the leg says, behind all that is done to it; nil for nothing. `sampleRate` does not count.
  public var hears: ListenerSettings?

  public init(
    _ kind: Kind, format: AudioFormat = .telephone, listens: Bool = true, minDelay: Int? = nil,
    maxDelay: Int? = nil, prefill: Int? = nil, lead: Int = 300, marks: Int = 200, sendsSilence: Bool = true,
    queue: Int = 30_000,
    tap: Int = 1000
  ) {
    self.kind = kind
    self.format = format
    self.listens = listens
    self.minDelay = minDelay
    self.maxDelay = maxDelay
    self.prefill = prefill
    self.lead = lead
    self.marks = marks
    self.sendsSilence = sendsSilence
    self.queue = queue
    self.tap = tap
  }

  var isValid: Bool {
    let delay = minDelay ?? 40
    return (0...5000).contains(delay) && (max(delay, 20)...10_000).contains(maxDelay ?? max(500, delay))
      && (0...200).contains(prefill ?? 0) && (0...600).contains(lead) && (100...600_000).contains(queue)
      && (marks == 0 || (60...2000).contains(marks)) && (20...60_000).contains(tap)
      && (20...500).contains(echoTail ?? 20) && (0...1500).contains(echoDelay ?? 0)
      && (1...64).contains(speakers) && (6000...384_000).contains(bitrate ?? 6000) && (0...100).contains(expectedLoss)
      && (-90 ... -20).contains(gate ?? -60) && (1...40).contains(noiseSuppression ?? 1)
      && (-40 ... -6).contains(gainTarget ?? -20)
  }

  /// False when it takes what this build was made without.
  var isSupported: Bool {
    Features.listening || (hears == nil && echoTail == nil && noiseSuppression == nil && gainTarget == nil)
  }

  /// True for the formats that a leg can have.
  static func supports(_ format: AudioFormat) -> Bool {
    switch format.encoding {
    case .mulaw, .alaw: format.sampleRate == 8000
    case .l16, .l16Network: RoomSettings.isRoomRate(format.sampleRate)
    }
  }
}
