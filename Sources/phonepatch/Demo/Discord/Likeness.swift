/// How well a sound is found in another one that went through codecs: the best normalised correlation over all places.
enum Likeness {
  /// Samples of the outline that is compared first, at 8 kHz: 5 ms.
  private static let step = 40

  /// 0…1, and where. Both at 8 kHz.
  static func find(_ said: [Int16], in heard: [Int16]) -> (likeness: Double, at: Int) {
    guard said.count >= 800, heard.count >= said.count else { return (0, 0) }
    let outline = outline(of: said)
    let others = self.outline(of: heard)
    var candidates: [(Double, Int)] = []
    for shift in 0...(others.count - outline.count) {
      candidates.append((correlation(outline, others, shift), shift))
    }
    candidates.sort { $0.0 > $1.0 }
    var best = (likeness: 0.0, at: 0)
    let samples = said.map(Float.init)
    let sound = heard.map(Float.init)
    // Exact places around the few most promising ones.
    for (_, shift) in candidates.prefix(4) {
      for at in max(shift * step - step, 0)...min(shift * step + step, sound.count - samples.count) {
        let value = correlation(samples, sound, at)
        if value > best.likeness { best = (value, at) }
      }
    }
    return best
  }

  private static func outline(of sound: [Int16]) -> [Float] {
    (0..<sound.count / step).map { index in
      var sum: Float = 0
      for i in index * step..<(index + 1) * step { sum += Float(abs(Int32(sound[i]))) }
      return sum
    }
  }

  private static func correlation(_ one: [Float], _ other: [Float], _ shift: Int) -> Double {
    guard shift >= 0, shift + one.count <= other.count else { return 0 }
    var (product, first, second): (Float, Float, Float) = (0, 0, 0)
    one.withUnsafeBufferPointer { one in
      other.withUnsafeBufferPointer { other in
        for i in 0..<one.count {
          product += one[i] * other[shift + i]
          first += one[i] * one[i]
          second += other[shift + i] * other[shift + i]
        }
      }
    }
    guard first > 0, second > 0 else { return 0 }
    return Double(product) / (Double(first) * Double(second)).squareRoot()
  }
}
