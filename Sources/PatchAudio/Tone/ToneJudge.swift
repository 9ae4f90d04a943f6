/// From one steady tone after another to what they mean.
///
/// A fax machine that calls sends 1100 Hz for half a second every 3.5 s; one that answers sends 2100 Hz for 3 s. The network
/// sends three tones that rise from 950 over 1400 to 1800 Hz. What is neither, nor a tone of call progress near 425 Hz, is
/// a beep.
struct ToneJudge {
  struct News {
    /// One of the four of tones, or none.
    var kind: ListenerEvent.Kind?
    /// Where it is, in frames before the end of the newest.
    var age = 0
    /// In Hz, or in ms for the end of a beep.
    var value: UInt64 = 0
  }

  private var isTold = false  // of the present tone
  private var isBeep = false
  private var rises = 0  // tones of the information tone so far
  private var sinceRise = 0

  mutating func judge(_ tone: SingleTone.Found) -> News {
    sinceRise += 1
    if sinceRise > 60 { rises = 0 }
    if tone.ended > 0 { return end(tone) }
    if tone.frames <= 1 { isTold = false }
    guard tone.frames >= ToneJudge.least(tone.frequency), !isTold else { return News() }
    // Those that may become something else have to last.
    if rises > 0 || isNear(tone.frequency, 950, 50), tone.frames < 40 { return News() }
    if isNear(tone.frequency, 1100, 40), tone.frames < 62 { return News() }
    if isNear(tone.frequency, 2100, 20), tone.frames < 50 { return News() }
    isTold = true
    if isNear(tone.frequency, 2100, 20) { return News(kind: .fax, age: tone.frames, value: 2100) }
    isBeep = true
    return News(kind: .beep, age: tone.frames, value: UInt64(whole(tone.frequency)))
  }

  private mutating func end(_ tone: SingleTone.Found) -> News {
    let (hertz, length) = (tone.endedFrequency, tone.ended)
    let wasTold = isTold
    isTold = false
    if isBeep {
      isBeep = false
      return News(kind: .beepEnded, age: 1, value: UInt64(length * 10))
    }
    if !wasTold, (24...42).contains(length) {
      let wanted: Float = rises == 0 ? 950 : rises == 1 ? 1400 : 1800
      if isNear(hertz, wanted, 60) {
        rises += 1
        sinceRise = 0
        if rises == 3 {
          rises = 0
          return News(kind: .information, age: 3 * 33)
        }
        return News()
      }
    }
    if !wasTold, isNear(hertz, 1100, 40), length >= 38 { return News(kind: .fax, age: length + 1, value: 1100) }
    // One that was waited for and became nothing was a beep.
    if !wasTold, length >= ToneJudge.least(hertz) {
      return News(kind: .beep, age: length + 1, value: UInt64(whole(hertz)))
    }
    return News()
  }

  /// How long a tone has to hold to be a beep. Below 700 Hz voices hold notes too; near 425 Hz the network has its own.
  @inline(never)
  private static func least(_ hertz: Float) -> Int {
    guard hertz > 320, hertz < 2700, !(hertz > 385 && hertz < 465) else { return .max }
    return hertz < 700 ? 25 : 12
  }

  private func isNear(_ hertz: Float, _ wanted: Float, _ by: Float) -> Bool { abs(hertz - wanted) <= by }
}
