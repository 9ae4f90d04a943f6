import Foundation

/// What a caller on hold hears: eight seconds of quiet broken chords, made here, 16 bits at 8 kHz, fit to be repeated.
enum HoldMusic {
  static let rate = 8000
  static let sound: [UInt8] = {
    let seconds = 8.0
    var samples = [Double](repeating: 0, count: Int(seconds) * rate)
    // C, A minor, F, G: two seconds each, a note every quarter of a second.
    let chords: [[Double]] = [
      [261.63, 329.63, 392.00, 523.25], [220.00, 261.63, 329.63, 440.00], [174.61, 220.00, 261.63, 349.23],
      [196.00, 246.94, 293.66, 392.00],
    ]
    let order = [0, 1, 2, 3, 2, 1, 2, 1]
    for (bar, chord) in chords.enumerated() {
      for (place, note) in order.enumerated() {
        let begin = (bar * 8 + place) * rate / 4
        for offset in 0..<rate {
          let time = Double(offset) / Double(rate)
          let attack = min(time / 0.01, 1)
          let swing = sin(2 * .pi * chord[note] * time) + 0.25 * sin(4 * .pi * chord[note] * time)
          // The end of the last notes sounds under the first ones, so the loop has no seam.
          samples[(begin + offset) % samples.count] += 0.06 * attack * exp(-4 * time) * swing
        }
      }
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(samples.count * 2)
    for sample in samples {
      let value = Int16(max(-1, min(1, sample)) * 32767)
      bytes.append(UInt8(truncatingIfNeeded: value))
      bytes.append(UInt8(truncatingIfNeeded: value >> 8))
    }
    return bytes
  }()
}
