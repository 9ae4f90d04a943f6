/// The tones of some countries, after the list that goes with ITU-T E.180: where one has several, the commonest, and
/// without modulation.
enum ToneCountry {
  /// Two letters; then for dial, ringback, busy and reorder the places of the frequencies and of the cadence.
  // swift-format-ignore
  private static let rows: InlineArray<240, UInt8> = [
    85, 83, 0, 0, 1, 1, 2, 2, 2, 3,
    67, 65, 0, 0, 1, 1, 2, 2, 2, 3,
    77, 88, 3, 0, 3, 4, 3, 3, 3, 3,
    66, 82, 3, 0, 3, 4, 3, 3, 3, 5,
    71, 66, 0, 0, 4, 6, 5, 7, 5, 8,
    73, 69, 3, 0, 4, 6, 3, 2, 3, 8,
    68, 69, 3, 0, 3, 4, 3, 9, 3, 3,
    65, 84, 6, 0, 6, 10, 6, 11, 6, 12,
    67, 72, 3, 0, 3, 4, 3, 2, 3, 12,
    70, 82, 7, 0, 7, 13, 7, 2, 7, 3,
    73, 84, 3, 0, 3, 4, 3, 2, 3, 12,
    69, 83, 3, 0, 3, 14, 3, 12, 3, 15,
    80, 84, 3, 0, 3, 10, 3, 2, 3, 12,
    78, 76, 3, 0, 3, 4, 3, 2, 3, 3,
    66, 69, 3, 0, 3, 16, 3, 2, 3, 17,
    83, 69, 3, 0, 3, 10, 3, 3, 3, 18,
    80, 76, 3, 0, 3, 4, 3, 2, 3, 2,
    82, 85, 3, 0, 3, 4, 3, 19, 3, 17,
    74, 80, 5, 0, 5, 20, 5, 2, 5, 2,
    67, 78, 8, 0, 8, 4, 8, 19, 8, 21,
    73, 78, 5, 0, 5, 6, 5, 22, 5, 3,
    65, 85, 3, 0, 4, 6, 3, 7, 3, 7,
    78, 90, 5, 0, 4, 6, 5, 2, 5, 3,
    90, 65, 5, 0, 5, 6, 5, 2, 5, 3,
  ]
  private static let width = 10
  /// In Hz; 0 for none.
  // swift-format-ignore
  private static let frequencies: InlineArray<18, UInt16> = [
    350, 440, 440, 480, 480, 620, 425, 0, 400, 450,
    400, 0, 420, 0, 440, 0, 450, 0,
  ]
  /// On, off, on ... in units of 25 ms; the first 0 ends, and a cadence without anything is a tone without end.
  // swift-format-ignore
  private static let cadences: InlineArray<184, UInt8> = [
    0, 0, 0, 0, 0, 0, 0, 0,
    80, 160, 0, 0, 0, 0, 0, 0,
    20, 20, 0, 0, 0, 0, 0, 0,
    10, 10, 0, 0, 0, 0, 0, 0,
    40, 160, 0, 0, 0, 0, 0, 0,
    30, 10, 0, 0, 0, 0, 0, 0,
    16, 8, 16, 80, 0, 0, 0, 0,
    15, 15, 0, 0, 0, 0, 0, 0,
    16, 14, 9, 21, 0, 0, 0, 0,
    19, 19, 0, 0, 0, 0, 0, 0,
    40, 200, 0, 0, 0, 0, 0, 0,
    16, 16, 0, 0, 0, 0, 0, 0,
    8, 8, 0, 0, 0, 0, 0, 0,
    60, 140, 0, 0, 0, 0, 0, 0,
    60, 120, 0, 0, 0, 0, 0, 0,
    8, 8, 8, 8, 8, 24, 0, 0,
    40, 120, 0, 0, 0, 0, 0, 0,
    7, 7, 0, 0, 0, 0, 0, 0,
    10, 30, 0, 0, 0, 0, 0, 0,
    14, 14, 0, 0, 0, 0, 0, 0,
    40, 80, 0, 0, 0, 0, 0, 0,
    28, 28, 0, 0, 0, 0, 0, 0,
    30, 30, 0, 0, 0, 0, 0, 0,
  ]

  /// Adds the tone's cadence; 425 Hz as in Germany where the country is not known. `country` is its two letters of ISO
  /// 3166, the first times 256.
  static func load(_ kind: ToneKind, of country: UInt32, into sequence: inout ToneSequence) {
    let table = rows.span
    var row = 6  // Germany
    for i in 0..<table.count / width {
      if UInt32(table[i * width]) << 8 | UInt32(table[i * width + 1]) == country { row = i }
    }
    switch kind {
    case .information:
      sequence.add(ToneStep(950, for: 330))
      sequence.add(ToneStep(1400, for: 330))
      sequence.add(ToneStep(1800, for: 330))
      sequence.add(ToneStep(0, for: 1000))
    case .dial, .ringback, .busy, .reorder:
      let place = row * width + 2 * Int(kind.rawValue)
      let pair = Int(table[place]) * 2
      let cadence = Int(table[place + 1]) * 8
      let (low, high) = (frequencies.span[pair], frequencies.span[pair + 1])
      let times = cadences.span
      for i in 0..<8 where i == 0 || times[cadence + i] > 0 {
        let time = UInt16(times[cadence + i]) * 25
        sequence.add(i % 2 == 0 ? ToneStep(low, high, for: time) : ToneStep(0, for: time))
      }
    }
    sequence.repeats = true
  }
}
