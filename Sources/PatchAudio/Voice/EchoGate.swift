internal import PatchBase

/// Tells a caller's voice from the echo of what he is played.
///
/// An echo is quieter than what made it, by a loss that hardly changes in a call, and comes up to half a second later. So
/// a far end that was loud in the last half second may be heard up to that loss below; what is louder, by a margin, is the
/// caller. The loss is learned where he is most likely silent: it is the least of the loudest moments of a few stretches.
struct EchoGate {
  /// The caller has to be this much louder than his echo may be: 5 dB, as a ratio of powers.
  private static let margin: Float = 3.2
  /// An echo is expected 22 dB below until it is known better.
  private static let unknown: Float = 0.0063
  /// Nothing quieter than −50 dBov at the far end makes an echo worth a gate.
  private static let audible: Float = 1e-5
  private static let stretch = 40  // frames of 10 ms with a far end

  private var held: Float = 0  // the far end's loudest, falling by 20 dB a second after a while
  private var age = 0
  private var loudest: Float = 0  // of the ratio, in this stretch
  private var frames = 0
  private var losses: InlineArray<6, Float> = InlineArray(repeating: EchoGate.unknown)
  private var place = 0
  private var known = 0

  /// What 10 ms of power `near` are, when `far` was played meanwhile; powers as fractions of full scale. True when it may
  /// all be echo.
  mutating func covers(near: Float, far: Float) -> Bool {
    age += 1
    if far >= held {
      held = far
      age = 0
    } else if age > 50 {
      held = max(far, held * 0.955)
    }
    guard held > EchoGate.audible else { return false }
    learn(near / held)
    return near < held * loss * EchoGate.margin
  }

  private mutating func learn(_ ratio: Float) {
    loudest = max(loudest, ratio)
    frames += 1
    guard frames >= EchoGate.stretch else { return }
    losses[place] = min(loudest, 0.25)
    place = (place + 1) % 6
    known = min(known + 1, 6)
    loudest = 0
    frames = 0
  }

  /// The greatest part of the far end's power that comes back.
  private var loss: Float {
    mutating get {
      guard known > 2 else { return EchoGate.unknown }
      var least: Float = 0.25
      for i in 0..<known { least = min(least, losses[i]) }
      return least
    }
  }
}
