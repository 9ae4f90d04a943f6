public import PatchBase

/// Many legs in one room: each hears the sum of the others.
///
/// Once a tick: `begin`, `put` for every leg that speaks, then `mix` at most once for every leg that listens. With all
/// gains at 1 the tick costs O(legs): one sum of all, less one's own; each gain that differs costs one frame more.
/// The sum is exact in whole numbers, and passes the listener's `Limiter` unchanged below its knee. Memory is taken at
/// `init` only.
public struct Mixer: ~Copyable {
  /// The most legs.
  public let capacity: Int
  /// Samples in every frame.
  public let samples: Int

  private var frames: Block<Int16>  // [leg][sample]
  private var speaking: Block<Bool>
  private var speakers = 0
  private var total: Block<Int32>
  private var sum: Block<Int32>
  private var wanted: Block<Float>  // [to][from]: the gain asked for
  private var reached: Block<Float>  // [to][from]: the gain where the last mix ended
  private var exceptions: Block<Int32>  // [to]: pairs that do not rest at 1
  private var limiters: Block<Limiter>
  private var memory = Memory()

  /// Room for `capacity` legs (1…1024) with frames of `samples` (1…5760) samples.
  public init(capacity: Int, samples: Int) throws(Fault) {
    var memory = Memory()
    self.init(capacity: capacity, samples: samples, &memory)
    self.memory = memory
    try self.memory.check()
  }

  /// The same for a part of something bigger, in its owner's memory: the owner checks.
  @inline(never)
  public init(capacity: Int, samples: Int, _ memory: inout Memory) {
    memory.require((1...1024).contains(capacity) && (1...5760).contains(samples))
    self.capacity = capacity
    self.samples = samples
    frames = Block(capacity &* samples, &memory)
    speaking = Block(capacity, &memory)
    total = Block(samples, &memory)
    sum = Block(samples, &memory)
    wanted = Block(capacity &* capacity, &memory)
    reached = Block(capacity &* capacity, &memory)
    exceptions = Block(capacity, &memory)
    limiters = Block(capacity, &memory)
    for pair in 0..<min(wanted.count, reached.count) {
      wanted[pair] = 1
      reached[pair] = 1
    }
    for leg in 0..<limiters.count { limiters[leg] = Limiter() }
  }

  /// How loud `to` hears `from`: 0…8, 1 at first; values outside are brought inside, and what is not a number is 0.
  /// A change is a straight ramp over the next frame that is mixed for `to`. A leg never hears itself, so its gain to
  /// itself has no effect.
  public mutating func setGain(from: Int, to: Int, _ gain: Float) {
    precondition(from >= 0 && from < capacity && to >= 0 && to < capacity, "no such leg")
    guard from != to else { return }
    let pair = to &* capacity &+ from
    let before = rests(pair)
    wanted[pair] = gain > 0 ? min(gain, 8) : 0
    let after = rests(pair)
    if before != after { exceptions[to] += after ? -1 : 1 }
  }

  /// The gain last asked for.
  public borrowing func gain(from: Int, to: Int) -> Float {
    precondition(from >= 0 && from < capacity && to >= 0 && to < capacity, "no such leg")
    return wanted[to &* capacity &+ from]
  }

  /// Back to how it was at `init`, at once: gain 1 both ways, nothing put, limiter idle. For a leg that leaves.
  public mutating func clearLeg(_ index: Int) {
    withdraw(index)
    for other in 0..<capacity where other != index {
      settle(index &* capacity &+ other, of: index)
      settle(other &* capacity &+ index, of: other)
    }
    limiters[index].reset()
  }

  /// Forgets what was put in the last tick.
  public mutating func begin() {
    guard speakers > 0 else { return }
    for index in 0..<capacity { speaking[index] = false }
    speakers = 0
    var target = total.mutableSpan
    target.fill(with: 0)
  }

  /// The leg's sound in this tick; a short frame is filled with silence. A frame of zeros counts as not speaking. A
  /// second frame in one tick replaces the first.
  public mutating func put(_ index: Int, _ pcm: Span<Int16>) {
    withdraw(index)
    guard MixerKernel.add(pcm, to: &frames, index, and: &total) else { return }
    speaking[index] = true
    speakers += 1
  }

  /// What `index` hears in this tick: the others, by their gains, limited. Gain ramps end here. `out` past one frame
  /// stays as it is.
  public mutating func mix(for index: Int, into out: inout MutableSpan<Int16>) -> MixResult {
    let own = speaking[index]
    if exceptions[index] > 0 { return mixExceptions(for: index, into: &out) }
    let others = speakers - (own ? 1 : 0)
    if others == 0 { return silence(for: index, into: &out) }
    if others == 1, limiters[index].isIdle, let sole = soleSpeaker(besides: index) {
      copyFrame(sole, into: &out)
      return MixResult(contributors: 1, sole: sole)
    }
    var result = MixResult(contributors: others, sole: others == 1 ? soleSpeaker(besides: index) : nil)
    if limiters[index].isIdle {
      let exact = own ? MixerKernel.exact(total, frames, index, into: &out) : Limiter.pass(total.span, into: &out)
      if exact { return result }
    }
    sumOthers(index)
    result.limited = limit(for: index, into: &out)
    return result
  }

  // MARK: Pairs whose gain is not at rest at 1

  private mutating func mixExceptions(for index: Int, into out: inout MutableSpan<Int16>) -> MixResult {
    var result = MixResult()
    var plain: Int?
    sumOthers(index)
    for from in 0..<capacity where from != index {
      let pair = index &* capacity &+ from
      if rests(pair) {
        guard speaking[from] else { continue }
        result.contributors += 1
        plain = from
        continue
      }
      let start = reached[pair]
      let end = wanted[pair]
      settle(pair, at: end, of: index)
      guard speaking[from] else { continue }
      MixerKernel.weigh(frames, from, from: start, to: end, in: &sum)
      if start != 0 || end != 0 { result.contributors += 1 }
    }
    if result.contributors == 0 { return silence(for: index, into: &out) }
    if result.contributors == 1, let plain {
      result.sole = plain
      if limiters[index].isIdle {
        copyFrame(plain, into: &out)
        return result
      }
    }
    result.limited = limit(for: index, into: &out)
    return result
  }

  private borrowing func rests(_ pair: Int) -> Bool { wanted[pair] == 1 && reached[pair] == 1 }

  @inline(never)
  private mutating func settle(_ pair: Int, at gain: Float = 1, of listener: Int) {
    let before = rests(pair)
    wanted[pair] = gain
    reached[pair] = gain
    if !before, gain == 1 { exceptions[listener] -= 1 }
  }

  // MARK: Frames and sums

  private mutating func withdraw(_ index: Int) {
    guard speaking[index] else { return }
    MixerKernel.remove(frames, index, from: &total)
    speaking[index] = false
    speakers -= 1
  }

  /// The sum of all others at gain 1.
  private mutating func sumOthers(_ index: Int) {
    if speaking[index] {
      MixerKernel.difference(total, frames, index, into: &sum)
    } else {
      MixerKernel.copy(total, into: &sum)
    }
  }

  /// Mutating, though it only reads: it is called where it is, and not on a copy.
  private mutating func copyFrame(_ index: Int, into out: inout MutableSpan<Int16>) {
    let all = frames.span
    out.copy(from: all.window(index * samples..<(index + 1) * samples))
  }

  private mutating func silence(for index: Int, into out: inout MutableSpan<Int16>) -> MixResult {
    var frame = out.window(0..<min(out.count, samples))
    frame.fill(with: 0)
    // Silence is exact whatever the gain is.
    limiters[index].processSilence()
    return MixResult()
  }

  private mutating func limit(for index: Int, into out: inout MutableSpan<Int16>) -> Bool {
    var limiter = limiters[index]
    let limited = limiter.process(sum.span, into: &out)
    limiters[index] = limiter
    return limited
  }

  private borrowing func soleSpeaker(besides index: Int) -> Int? {
    for other in 0..<capacity where other != index && speaking[other] { return other }
    return nil
  }
}
