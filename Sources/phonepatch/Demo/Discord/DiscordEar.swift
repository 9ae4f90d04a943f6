import NIOCore
import PatchLab

/// What came to one ear from one place: the phone's mixture of all, or one sender of a Discord channel.
struct DiscordEar {
  /// Sound at 8 kHz, and when its first sample was heard.
  struct Track: Sendable {
    var sound: [Int16] = []
    var began = NIODeadline.now()

    init() {}

    init(sound: [Int16], began: NIODeadline) {
      self.sound = sound
      self.began = began
    }

    /// Puts samples in their place.
    mutating func lay(_ samples: ArraySlice<Int16>, at place: Int) {
      let end = place + samples.count
      if sound.count < end { sound += [Int16](repeating: 0, count: end - sound.count) }
      sound.replaceSubrange(place..<end, with: samples)
    }

    init(phone report: CallReport) {
      guard let stream = report.streams.first else { return }
      sound = PhoneSound.decode(stream.heard.bytes)
      began = stream.started
    }
  }

  /// Whose ear, and whose words belong there: nobody else's may be there.
  let listener: Int
  let speakers: [Int]
  let track: Track

  init(_ listener: Int, hears speakers: [Int], _ track: Track) {
    self.listener = listener
    self.speakers = speakers
    self.track = track
  }
}
