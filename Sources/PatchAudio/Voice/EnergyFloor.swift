/// The plain way: how far the level is above a floor that falls at once and rises by 3 dB a second.
struct EnergyFloor {
  private var floor: Float = 1

  /// 0.5 at 9 dB above the floor, 0 at 0 dB, 1 at 18; 0 for what nobody hears.
  mutating func likelihood(_ power: Float) -> Float {
    floor = max(min(floor * 1.00693, power), 1e-8)
    guard power > 3.2e-7 else { return 0 }
    // 3.32 twos to 10 dB; the bits of a Float are near enough to its logarithm.
    let twos = Float(Int32(bitPattern: power.bitPattern &- floor.bitPattern)) / 8_388_608
    return min(max(twos / 5.98, 0), 1)
  }
}
