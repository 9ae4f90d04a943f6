internal import PatchAudio
internal import PatchBase

/// Listens to what a leg says, and tells it as events of the leg.
struct LegEar: ~Copyable {
  private var listener: Listener
  private let half: Int

  init(_ settings: ListenerSettings, roomRate: Int32, _ memory: inout Memory) {
    var settings = settings
    settings.sampleRate = roomRate
    listener = Listener(settings, &memory)
    half = Int(roomRate) / 100
  }

  /// A frame that the leg is played, before its next one is heard.
  mutating func played(_ pcm: Span<Int16>) {
    var level = Level()
    level.measure(pcm)
    let part = Float(level.rms / 32768)
    listener.farPower = max(listener.farPower, part * part)
  }

  /// One frame of the leg; `clock` is the Room's time in samples.
  mutating func hear(_ pcm: Span<Int16>, at clock: UInt64, _ events: inout EventRing) {
    // Ticks may have been left out: places follow the Room's time, and not the count of frames.
    var begin = clock
    for i in 0..<2 {
      let range = i * half..<(i + 1) * half
      listener.process(pcm.window(range))
      let heard = listener.position
      while let event = listener.next() {
        let back = heard &- event.position
        let position = begin &+ UInt64(half) &- min(back, begin &+ UInt64(half))
        events.add(RoomEvent.Kind(event.kind), value: event.value, extra: LegEar.extra(event, position))
      }
      begin &+= UInt64(half)
    }
    listener.farPower = 0
  }

  /// What answered has a confidence, all others a place.
  private static func extra(_ event: ListenerEvent, _ position: UInt64) -> UInt64 {
    event.kind == .answer ? event.extra : position
  }
}

extension RoomEvent.Kind {
  init(_ kind: ListenerEvent.Kind) {
    switch kind {
    case .speechStarted: self = .speechStarted
    case .speechEnded: self = .speechEnded
    case .digit: self = .digitHeard
    case .beep: self = .beep
    case .beepEnded: self = .beepEnded
    case .fax: self = .fax
    case .information: self = .information
    case .answer: self = .answer
    }
  }
}
