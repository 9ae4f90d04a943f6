internal import PatchBase

/// The E-model of ITU-T G.107 (06/2015): how good a call is, from what it is like. R is 93.2 for a perfect telephone call,
/// 80 is good, 70 what many are content with, 60 poor, below 50 nobody stays.
///
/// All parameters that a network does not change stand at the Recommendation's defaults: loudness ratings SLR 8 and RLR 2,
/// sidetone 15, room noise 35 dB(A), circuit noise −70 dBm0p, one quantising distortion unit.
public struct EModel: Equatable, Sendable {
  /// From mouth to ear, one way, in ms: T, of which Ta is the same and Tr twice as much.
  public var delay: Double
  /// Per cent of frames that did not come: Ppl.
  public var loss: Double
  /// How long bursts of loss are, by how long they would be at random: BurstR, 1 or more.
  public var burst: Double
  /// How much the codec takes off, and how robust it is: Ie and Bpl of G.113.
  public var codec: CodecQuality
  /// How much softer the talker hears an echo, in dB: TELR. 65 is none.
  public var echoLoss: Double
  /// What a caller forgives because there is something else to be glad of: A, 0…20. 5 within a building, 10 in a car.
  public var advantage: Double

  public init(
    delay: Double = 0, loss: Double = 0, burst: Double = 1, codec: CodecQuality = .g711, echoLoss: Double = 65,
    advantage: Double = 0
  ) {
    self.delay = delay
    self.loss = loss
    self.burst = burst
    self.codec = codec
    self.echoLoss = echoLoss
    self.advantage = advantage
  }

  // With the defaults (3-1 to 3-14 of the Recommendation) these are numbers.
  private static let noise = -61.17921438624169  // No
  private static let ratio = 94.76882157936254  // Ro
  private static let loudness = 0.44017812561113256  // Iolr
  private static let quantising = 0.974105138427228  // Iq

  /// R, not bounded: the worst calls are below 0. Arguments out of range count as the nearest that are in range.
  public var rating: Double {
    let t = min(max(delay, 0), 60_000)
    return EModel.ratio - EModel.loudness - EModel.quantising - sidetone(t) - echo(t) - EModel.listenerEcho(t)
      - EModel.absolute(t) - equipment + advantage
  }

  /// The mean opinion that a rating stands for, 1…4.5 (Annex B).
  public static func opinion(_ rating: Double) -> Double {
    let r = min(max(rating, 0), 100)
    return max(1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6)
  }

  /// Ie-eff (7-29).
  private var equipment: Double {
    let lost = min(max(loss, 0), 100)
    guard lost > 0 else { return codec.impairment }
    return codec.impairment + (95 - codec.impairment) * lost / (lost / max(burst, 1) + codec.robustness)
  }

  /// Ist (7-11, 7-12).
  private func sidetone(_ t: Double) -> Double {
    let heard = Decibels.power(-15.0) + Decibels.exp(-t / 4) * Decibels.power(-echoLoss)
    let masking = -Decibels.fromPower(heard)
    return 12 * EModel.root(EModel.power8((masking - 13) / 6) + 1, 8)
      - 28 * EModel.root(Decibels.power(max(masking + 1, 0) / 19.4, 35) + 1, 35)
      - 13 * EModel.root(Decibels.power(max(masking - 3, 0) / 33, 13) + 1, 13) + 29
  }

  /// Idte (7-20 to 7-23), for the default sidetone.
  private func echo(_ t: Double) -> Double {
    let loss =
      min(max(echoLoss, 0), 100) - 2 * Decibels.fromAmplitude((1 + t / 10) / (1 + t / 150))
      + 6 * Decibels.exp(max(-0.3 * t * t, -300))
    let half = (-1.5 * (EModel.noise - 2) - (80 + 2.5 * (loss - 14))) / 2
    return (half + (half * half + 100).squareRoot() - 1) * (1 - Decibels.exp(-t))
  }

  /// Idle (7-24, 7-25), for the default WEPL of 110.
  private static func listenerEcho(_ t: Double) -> Double {
    let half = (ratio - 1228.5 / (2 * t + 1).squareRoot().squareRoot()) / 2
    return half + (half * half + 169).squareRoot()
  }

  /// Idd (7-27, 7-28), with sT 1 and mT 100.
  private static func absolute(_ t: Double) -> Double {
    guard t > 100 else { return 0 }
    let x = Decibels.fromAmplitude(t / 100) / 6.020599913279624
    let sixth = x * x * x * x * x * x
    return 25 * (root(1 + sixth, 6) - 3 * root(1 + sixth / 729, 6) + 2)
  }

  private static func root(_ x: Double, _ n: Double) -> Double { Decibels.power(x, 1 / n) }

  private static func power8(_ x: Double) -> Double {
    let fourth = x * x * x * x
    return fourth * fourth
  }
}

/// What a codec does to a call: the equipment impairment factor Ie and the packet-loss robustness factor Bpl.
public struct CodecQuality: Equatable, Sendable {
  public var impairment: Double
  public var robustness: Double

  public init(impairment: Double, robustness: Double) {
    self.impairment = impairment
    self.robustness = robustness
  }

  /// G.711 with silence for what is lost (G.113 Appendix I).
  public static let g711 = CodecQuality(impairment: 0, robustness: 4.3)
  /// G.711 whose lost frames are made up from the sound before them (G.113 Appendix I, for Appendix I of G.711).
  public static let g711Concealed = CodecQuality(impairment: 0, robustness: 25.1)
  /// Opus as it is used here: narrow-band at 24 kbit/s, with its own concealment. G.113 has no figures for it. That it takes
  /// nothing off is assumed because it is above G.711 in PESQ-NB; its robustness is assumed to be that of
  /// other codecs that predict.
  public static let opus = CodecQuality(impairment: 0, robustness: 20)
  /// The same with the copy of the frame before in each packet, which brings back three of four lost frames.
  public static let opusRecovered = CodecQuality(impairment: 0, robustness: 34)
}
