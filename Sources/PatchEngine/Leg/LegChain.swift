internal import PatchAudio
internal import PatchBase

/// What is done to a leg's inbound sound before anybody hears it: its echo taken out, then noise, then its level set.
/// Each part is there when the leg's settings ask for it.
struct LegChain: ~Copyable {
  private var echo: Echo?
  private var denoise: Denoise?
  /// What the leg was played when it said the present frame.
  private(set) var reference: Block<Int16>
  /// The same in dBov, −127 for silence.
  private(set) var farLevel = -127.0
  private var place = 0  // of the reference, in samples that the leg was sent

  @inline(never)
  init(_ settings: LegSettings, roomRate: Int32, _ memory: inout Memory) {
    reference = Block(Int(roomRate) / 50, &memory)
    echo = nil
    if Features.listening, let tail = settings.echoTail { echo = Echo(rate: roomRate, tail: tail, &memory) }
    denoise = nil
    do {
      if Features.listening, settings.noiseSuppression != nil || settings.gainTarget != nil {
        denoise = try Denoise(rate: roomRate, suppression: settings.noiseSuppression, target: settings.gainTarget)
      }
    } catch { memory.note(error) }
  }

  /// True when it wants to know what the leg is played.
  var cancelsEcho: Bool {
    switch echo {
    case .some: Features.listening
    case .none: false
    }
  }

  /// Takes over what the leg was played: the frame that begins some `back` samples before the end of what it was sent.
  ///
  /// The filter learns a fixed delay, so the reference goes on by a frame each tick; it jumps when it is more than two
  /// frames away from where it should be.
  mutating func hear(_ far: borrowing FarEnd, back: Int) {
    let frame = reference.count
    let ideal = far.end - back
    place += frame
    if abs(place - ideal) > 2 * frame { place = ideal }
    far.read(from: place, into: &reference)
    var level = Level()
    level.measure(reference.span)
    farLevel = level.rmsDecibels
  }

  /// Works on a frame of the leg. True when it may be another one now.
  mutating func process(_ pcm: inout MutableSpan<Int16>) -> Bool {
    guard Features.listening else { return false }
    if echo != nil { LegChain.process(&echo!, reference, &pcm) }
    if denoise != nil { denoise!.process(&pcm) }
    return echo != nil || denoise != nil
  }

  /// How much later sound comes out, in µs: speexdsp works on windows of two frames.
  var delay: UInt64 {
    switch denoise {
    case .some: 20_000
    case .none: 0
    }
  }

  /// Times that the echo canceller was reset.
  var echoResets: UInt64 {
    switch echo {
    case .some(let echo): echo.resets
    case .none: 0
    }
  }
  /// How much softer echo is made, in dB.
  var echoLoss: Double {
    switch echo {
    case .some(let echo): echo.loss
    case .none: 0
    }
  }

  private static func process(_ echo: inout Echo, _ reference: borrowing Block<Int16>, _ pcm: inout MutableSpan<Int16>)
  {
    echo.process(&pcm, played: reference.span)
  }

  @inline(never) deinit {}
}
