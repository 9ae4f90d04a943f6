internal import PatchAudio
internal import PatchBase

/// Towards the delay aimed for: in quiet at once, in a voice only when it is far off.
extension Receiver {
  /// Surplus from which quiet is left out, in samples of a channel.
  var quietSurplus: Int { one >> 1 }
  var quietDeficit: Int { one >> 1 }
  private var voicedSurplus: Int { one &* 8 }
  private var voicedHurry: Int { one &* 12 }
  private var voicedDeficit: Int { one &* 2 }

  mutating func adapt(_ wanted: Int) throws(Fault) {
    let channels = settings.channels
    let fade = one >> 2
    if wanted > 0 {
      let isQuiet = stretch.quiet(queue.span) >= min(queue.count / channels, one)
      guard isQuiet || settings.adaptive && wanted >= voicedSurplus else { return }
      // Of a long pause up to two frames at once.
      let most = isQuiet && wanted >= 2 * one ? 3 : 2
      while queue.count < most * frame, buffer.hasNext { _ = try step() }
      let held = queue.count / channels
      guard queue.isReceived, held > one else { return }
      if isQuiet {
        // Whole frames stay when what is left out is what is more than whole, and as many as are wanted.
        let room = min(stretch.quiet(queue.span) - fade, held - one)
        var lag = min(room, wanted)
        let over = held % one
        if lag >= over { lag = over + (lag - over) / one * one }
        guard lag > 0 else { return }
        queue.cut(&stretch, lag: lag, fade: fade, channels: channels)
        return
      }
      let period = Receiver.period(&stretch, queue)
      // While there is time, only what repeats nearly as it is.
      let likeness = wanted >= voicedHurry ? 0.85 : 0.94
      guard period.likeness > likeness, held - period.lag >= one else { return }
      queue.cut(&stretch, lag: period.lag, fade: period.lag, channels: channels)
    } else {
      guard settings.adaptive else { return }
      let held = queue.count / channels
      if stretch.quiet(queue.span) >= one {
        let over = held % one
        let lag = min(over == 0 || over < one / 2 ? one / 2 : one - over, -wanted, held - fade)
        guard lag > fade else { return }
        queue.paste(&stretch, lag: lag, fade: fade, channels: channels)
        return
      }
      guard -wanted >= voicedDeficit else { return }
      let period = Receiver.period(&stretch, queue)
      guard period.likeness > 0.85, period.lag > 0 else { return }
      queue.paste(&stretch, lag: period.lag, fade: period.lag, channels: channels)
    }
  }

  private static func period(
    _ stretch: inout TimeStretch, _ queue: borrowing ReceiverQueue
  ) -> (lag: Int, likeness: Double) {
    stretch.period(queue.span)
  }
}
