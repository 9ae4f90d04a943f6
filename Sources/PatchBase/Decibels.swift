/// Ratios and decibels, by polynomials of our own: libm's differ between machines and raise the glibc floor.
///
/// Errors stay below 10⁻⁹ dB, and 10⁻¹⁰ of a ratio, for every normal number.
public enum Decibels {
  /// 20·log₁₀ of an amplitude ratio. Not above 0 gives −∞.
  public static func fromAmplitude(_ ratio: Double) -> Double { 6.020599913279624 * log2(ratio) }

  /// 10·log₁₀ of a power ratio. Not above 0 gives −∞.
  public static func fromPower(_ ratio: Double) -> Double { 3.010299956639812 * log2(ratio) }

  /// The amplitude ratio of a level: 10^(dB/20). −∞ gives 0; levels outside ±6000 dB count as ±6000.
  public static func amplitude(_ decibels: Double) -> Double { exp2(decibels * 0.16609640474436813) }

  /// The power ratio of a level: 10^(dB/10). −∞ gives 0; levels outside ±3000 dB count as ±3000.
  public static func power(_ decibels: Double) -> Double { exp2(decibels * 0.33219280948873626) }

  /// `x` to the power `y`, for x ≥ 0; 0 gives 0.
  @inline(never)
  public static func power(_ x: Double, _ y: Double) -> Double { x > 0 ? exp2(y * log2(x)) : 0 }

  /// e to the power `x`; −1000 at the least.
  public static func exp(_ x: Double) -> Double { exp2(x * 1.4426950408889634) }

  /// Exponent and mantissa apart; of the mantissa `m` in √½…√2 the series of 2·artanh((m − 1) / (m + 1)).
  static func log2(_ x: Double) -> Double {
    guard x > 0 else { return x.isNaN ? x : -.infinity }
    guard x < .infinity else { return x }
    guard x >= 0x1p-1022 else { return log2(x * 0x1p54) - 54 }
    let bits = x.bitPattern
    var exponent = Double(Int64(bits >> 52) - 1023)
    var m = Double(bitPattern: bits & 0xF_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
    if m > 1.4142135623730951 {
      m *= 0.5
      exponent += 1
    }
    let t = (m - 1) / (m + 1)
    let s = t * t
    var sum = 1.0 / 15
    sum = sum * s + 1.0 / 13
    sum = sum * s + 1.0 / 11
    sum = sum * s + 1.0 / 9
    sum = sum * s + 1.0 / 7
    sum = sum * s + 1.0 / 5
    sum = sum * s + 1.0 / 3
    sum = sum * s + 1
    return exponent + 2.8853900817779268 * t * sum
  }

  /// The whole part as an exponent; of the rest, within ±½, the series of e^(x·ln 2).
  static func exp2(_ x: Double) -> Double {
    guard x == x else { return x }
    guard x > -.infinity else { return 0 }
    let bounded = min(max(x, -1000), 1000)
    let whole = Int64(bounded < 0 ? bounded - 0.5 : bounded + 0.5)
    let y = (bounded - Double(whole)) * 0.6931471805599453
    var sum = 1.0 / 39_916_800
    sum = sum * y + 1.0 / 3_628_800
    sum = sum * y + 1.0 / 362_880
    sum = sum * y + 1.0 / 40_320
    sum = sum * y + 1.0 / 5_040
    sum = sum * y + 1.0 / 720
    sum = sum * y + 1.0 / 120
    sum = sum * y + 1.0 / 24
    sum = sum * y + 1.0 / 6
    sum = sum * y + 0.5
    sum = sum * y + 1
    sum = sum * y + 1
    return sum * Double(bitPattern: UInt64(1023 + whole) << 52)
  }
}
