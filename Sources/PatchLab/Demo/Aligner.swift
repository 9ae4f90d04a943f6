/// Explains what one listener heard as the sum of what the others said, frame by frame and byte for byte.
///
/// For each voice it keeps a place; a frame that is not the μ-law of the sum at these places makes it look for the
/// nearest places that explain what follows. Every such step is a deviation, to be compared with what was reported.
struct Aligner {
  /// How one voice came through.
  struct Track: Equatable {
    /// Frame of the voice → frame heard.
    var matched: [Int: Int] = [:]
    /// Frames of delay that came in, and frames of the voice that were left out.
    var inserted = 0
    var deleted = 0
  }

  private let heard: [[UInt8]]
  private let voices: [Voice]
  private var places: [Int?]
  private(set) var tracks: [Track]
  /// Frames heard that nothing explains.
  private(set) var unexplained: [Int] = []
  private var searchAgain = 0

  private static let strong = 4  // frames that must fit to believe a new place
  private static let reach = 150  // how far a place may jump, in frames
  private static let patience = 100  // how many frames may stay unexplained before places are found again

  /// - Parameters:
  ///   - heard: frames in the order they came.
  ///   - voices: the other callers.
  init(heard: [[UInt8]], voices: [Voice]) {
    self.heard = heard
    self.voices = voices
    places = voices.map { _ in nil }
    tracks = voices.map { _ in Track() }
  }

  mutating func run() {
    var index = 0
    while index < heard.count {
      if fits(index, places) {
        accept(index)
        index += 1
      } else if index >= searchAgain, let found = resync(index) {
        index = found
      } else {
        if index >= searchAgain { searchAgain = index + 25 }
        unexplained.append(index)
        advance()
        index += 1
      }
    }
  }

  // MARK: Fitting

  /// Is frame `index` the sum of the voices at `places`?
  private func fits(_ index: Int, _ places: [Int?]) -> Bool {
    var speaking: [Int] = []
    for (voice, place) in places.enumerated() {
      if let place, voices[voice].energy.indices.contains(place), voices[voice].energy[place] > 0 {
        speaking.append(voice)
      }
    }
    let frame = heard[index]
    guard let first = speaking.first, let place = places[first] else { return frame.allSatisfy(Self.isZero) }
    if speaking.count == 1, frame == voices[first].frames[place] { return true }
    // With two callers a voice passes through untouched. With more it may have been decoded and encoded again, which
    // knows one zero instead of two.
    if speaking.count == 1, voices.count == 1 { return false }
    // Sample by sample, since most places that are tried differ in the first few.
    for sample in 0..<frame.count {
      var sum = 0
      for voice in speaking { if let place = places[voice] { sum += Int(voices[voice].pcm[place][sample]) } }
      if frame[sample] != PhoneSound.codes[Int(Int16(clamping: sum)) + 32768] { return false }
    }
    return true
  }

  /// Both zeros of μ-law are silence.
  private static func isZero(_ code: UInt8) -> Bool { code | 0x80 == 0xFF }

  private mutating func accept(_ index: Int) {
    for (voice, place) in places.enumerated() {
      if let place { tracks[voice].matched[place] = index }
    }
    advance()
  }

  private mutating func advance() {
    for voice in places.indices { places[voice] = places[voice].map { $0 + 1 } }
  }

  // MARK: Finding the place again

  /// Looks for new places that explain the sound from `index` or soon after; returns where to go on.
  private mutating func resync(_ index: Int) -> Int? {
    for skipped in 0...min(Self.patience, heard.count - 1 - index) {
      let at = index + skipped
      if heard[at].allSatisfy(Self.isZero) { continue }
      let usual = places.map { $0.map { $0 + skipped } }
      if strong(at, usual, moved: usual.indices.filter { usual[$0] != nil }) {
        take(usual, from: index, to: at)
        return at
      }
      if let found = moveOne(at, usual) ?? moveAll(at, usual) {
        take(found, from: index, to: at)
        return at
      }
    }
    return nil
  }

  private func moveOne(_ at: Int, _ usual: [Int?]) -> [Int?]? {
    for voice in voices.indices {
      for place in candidates(voice, usual[voice]) {
        var places = usual
        places[voice] = place
        if strong(at, places, moved: [voice]) { return places }
      }
    }
    return nil
  }

  /// Messages lost on the way to the listener move all voices together.
  private func moveAll(_ at: Int, _ usual: [Int?]) -> [Int?]? {
    guard usual.count(where: { $0 != nil }) > 1 else { return nil }
    for distance in Self.distances {
      let places = usual.map { $0.map { $0 + distance } }
      if strong(at, places, moved: Array(voices.indices)) { return places }
    }
    return nil
  }

  private static let distances = (1...reach).flatMap { [-$0, $0] }

  /// Places to try: all of them for a voice not heard before, else the nearest first.
  private func candidates(_ voice: Int, _ usual: Int?) -> [Int] {
    let range = voices[voice].frames.indices
    guard let usual else { return Array(range) }
    return Self.distances.map { usual + $0 }.filter(range.contains)
  }

  /// Do the next frames fit, and do the voices that moved say enough in them to be sure?
  private func strong(_ index: Int, _ places: [Int?], moved: [Int]) -> Bool {
    var energy = 0
    for step in 0..<Self.strong {
      guard index + step < heard.count else { break }
      let here = places.map { $0.map { $0 + step } }
      guard fits(index + step, here) else { return false }
      for voice in moved {
        if let place = here[voice], voices[voice].energy.indices.contains(place) {
          energy += voices[voice].energy[place]
        }
      }
    }
    return energy > TurnTable.frame * 20
  }

  /// Goes to new places, which hold from frame `to` on, and perhaps already for some frames before.
  private mutating func take(_ found: [Int?], from: Int, to: Int) {
    var back = 0
    while to - back > from, fits(to - back - 1, found.map { $0.map { $0 - back - 1 } }) { back += 1 }
    for index in from..<to - back { unexplained.append(index) }
    for voice in voices.indices {
      guard let new = found[voice] else { continue }
      if let old = places[voice] {
        let shift = new - (old + to - from)
        if shift > 0 { tracks[voice].deleted += shift } else { tracks[voice].inserted -= shift }
      }
      for step in stride(from: back, to: 0, by: -1) { tracks[voice].matched[new - step] = to - step }
    }
    places = found
  }
}
