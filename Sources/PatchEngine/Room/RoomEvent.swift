public import PatchBase

/// Something that a host may want to know, told once, in order for each leg.
///
/// What changes the sound that a leg hears or says, other than mixing it, is always told by one of these; a host that
/// compares what was said with what was heard needs to allow for nothing else.
public struct RoomEvent: Equatable, Sendable {
  public enum Kind: Int32, Sendable {
    /// The caller pressed a key. `value` is its ASCII code.
    case dtmf = 1
    /// The carrier echoed a mark; its name is in the buffer. `value` is 0 when the sound before it was played, 1 when a
    /// `clear` was sent after it, so that it may have been flushed.
    case mark = 2
    /// The carrier ended the stream. The leg is sent nothing any more.
    case stopped = 3
    /// The first sample of item `value` is in this tick's sound.
    case itemStarted = 4
    /// Item `value` is over, after `extra` of its samples.
    case itemEnded = 5
    /// Sound of the leg was not there in time: `value` frames of silence stand in for it, and the leg is heard that
    /// much later from now on (or, for a PCM leg, the item has a gap of that length).
    case starved = 6
    /// `value` frames of the leg's sound were thrown away, to keep its delay in bounds. Discord: of user `extra`.
    case discarded = 7
    /// `value` frames of the leg's sound never arrived, and were replaced. Discord: of user `extra`.
    case lost = 8
    /// By our estimate the carrier's playback queue was empty for `value` µs before this tick's sound.
    case farStarved = 9
    /// To keep the playback queue right, `value` frames of digital silence were sent in addition (`extra` 0), or this
    /// many were left out (`extra` 1). Only silence is touched.
    case paced = 10
    /// Sound that had been sent ahead was taken back by a `clear`; `value` frames of it were sent again.
    case broughtBack = 11
    /// `value` frames of outbound sound were dropped because the host did not poll.
    case unsent = 12
    /// `value` inbound messages since the last such event were refused or not understood.
    case malformed = 13
    /// `value` events of this leg were lost because the host did not poll.
    case overflow = 14
    /// The Room: `value` ticks were left out, because time jumped.
    case skipped = 15
    /// `value` frames of the leg's sound were made shorter or longer, or blended with what was invented before them.
    case stretched = 30
    /// Somebody began to speak, by the leg's listener. `value` is the likelihood in thousandths, `extra` the Room's time
    /// in samples where it began, which is before this tick; so for the next six.
    case speechStarted = 50
    /// He ended; the hangover is behind that. `value` is how long he spoke, in ms.
    case speechEnded = 51
    /// A DTMF digit in the leg's sound: `value` is its ASCII code.
    case digitHeard = 52
    /// A beep: `value` is its frequency in Hz.
    case beep = 53
    /// The end of a beep: `value` is how long it was, in ms.
    case beepEnded = 54
    /// A fax machine's tone: `value` is 1100 for one that calls, 2100 for one that answers.
    case fax = 55
    /// The network's information tone.
    case information = 56
    /// What answered: `value` is an `AnswerKind`, `extra` the confidence in thousandths.
    case answer = 57
    /// User `value` of a Discord channel begins to speak.
    case speakerStarted = 40
    /// User `value` is silent.
    case speakerStopped = 41
    /// `value` packets of a Discord channel were not heard: all decoders were taken by others who speak.
    case crowded = 42
    /// Item `value` of the PCM leg `peer` is over for this leg, which heard `extra` µs of it. Once for each item that was
    /// sent to a carrier's leg: when all of it was heard, or when it was interrupted, flushed or given up.
    case heard = 16
    /// What is wrong with a caller's line is something else than before: `extra` is a `QualityCause`, `value` ten times
    /// R of the E-model, both of the last five seconds.
    case quality = 17
  }

  public var kind: Kind
  /// The leg, or nil for the Room itself.
  public var leg: SlotID?
  /// The number of the tick during or before which it happened, on the grid of 20 ms.
  public var tick: UInt64
  /// See `Kind`.
  public var value: UInt64
  /// See `Kind`.
  public var extra: UInt64
  /// Another leg that has to do with it; see `Kind`.
  public var peer: SlotID?

  public init(
    _ kind: Kind, leg: SlotID? = nil, tick: UInt64 = 0, value: UInt64 = 0, extra: UInt64 = 0,
    peer: SlotID? = nil
  ) {
    self.kind = kind
    self.leg = leg
    self.tick = tick
    self.value = value
    self.extra = extra
    self.peer = peer
  }
}
