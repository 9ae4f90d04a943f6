/// Sines and cosines by a polynomial of our own: libm's differ between machines and raise the glibc floor.
///
/// Angles are turns: 1 is the whole circle. Errors stay below 10⁻¹² for angles within ±1 000 000 turns, less the rounding
/// of the angle itself.
public enum Sine {
  /// The sine of an angle in turns. What is not finite gives 0.
  @inline(never)
  public static func of(turns: Double) -> Double {
    guard turns > -0x1p52, turns < 0x1p52 else { return 0 }
    // Into ±¼, where the series ends soon.
    var x = turns - turns.rounded(.toNearestOrEven)
    if x > 0.25 { x = 0.5 - x } else if x < -0.25 { x = -0.5 - x }
    let y = x * 6.283185307179586
    let s = y * y
    var sum = -1.0 / 1_307_674_368_000
    sum = sum * s + 1.0 / 6_227_020_800
    sum = sum * s - 1.0 / 39_916_800
    sum = sum * s + 1.0 / 362_880
    sum = sum * s - 1.0 / 5_040
    sum = sum * s + 1.0 / 120
    sum = sum * s - 1.0 / 6
    return y + y * s * sum
  }

  /// The cosine of an angle in turns. What is not finite gives 0.
  public static func cosine(turns: Double) -> Double { of(turns: turns + 0.25) }
}
