public import PatchBase

/// What one leg was like for some seconds.
public struct QualityReport: Equatable, Sendable {
  /// R of the E-model, 0…100.
  public var rating = 93.2
  /// The mean opinion that it stands for, 1…4.5.
  public var opinion = 4.41
  /// What is wrong, the worst first.
  public var cause = QualityCause.none
  /// Per cent of frames that were missing.
  public var loss = 0.0
  /// How long bursts of loss were, by how long they would be at random.
  public var burst = 1.0
  /// Mouth to ear in ms.
  public var delay = 0.0
  /// How loud speech was, in dBov; −127 when there was none.
  public var speech = -127.0
  /// How much softer the party's own sound comes back to it, in dB; 65 when it does not.
  public var echoLoss = 65.0
  /// Ticks that it covers.
  public var ticks = 0

  public init() {}
}

/// Watches one leg, tick by tick, and says every five seconds how it was.
public struct QualityWindow: ~Copyable {
  /// What the jitter buffer gave.
  public enum Frame: UInt8, Sendable {
    /// Received sound.
    case played = 0
    /// Nothing was to be expected: before the beginning, a pause, the end.
    case silence = 1
    /// A frame was missing.
    case missing = 2
  }

  /// Ticks in a window.
  public static let ticks = 250
  private static let lags = 40

  private let codec: CodecQuality
  private let ceiling: Int16
  private var count = 0
  private var played = 0
  private var missing = 0
  private var bursts = 0
  private var wasMissing = false
  private var delays = 0.0
  private var energy = 0.0
  private var loud = 0
  private var peak: Int32 = 0
  private var clipped: UInt64 = 0
  private var fed = 0  // ticks in which the leg was played something
  /// How the last whole window was. Nil before its end.
  public private(set) var last: QualityReport?
  private var near: Block<Float>  // the level of what was said, each tick, dB
  private var far: Block<Float>  // and of what was played
  private var memory = Memory()

  /// [setup] `ceiling` is the greatest sample that the leg's codec can say.
  public init(codec: CodecQuality, ceiling: Int16 = 32_767) throws(Fault) {
    var memory = Memory()
    self.init(codec: codec, ceiling: ceiling, &memory)
    self.memory = memory
    try self.memory.check()
  }

  /// [setup] The same for a part of something bigger, in its owner's memory: the owner checks.
  @inline(never)
  public init(codec: CodecQuality, ceiling: Int16, _ memory: inout Memory) {
    self.codec = codec
    self.ceiling = ceiling
    near = Block(QualityWindow.ticks, &memory)
    far = Block(QualityWindow.ticks, &memory)
    forget()
  }

  /// What the leg is played in this tick.
  public mutating func plays(_ pcm: Span<Int16>) {
    var level = Level()
    level.measure(pcm)
    let loudness = level.rmsDecibels
    far[count] = Float(loudness)
    if loudness > -70 { fed += 1 }
  }

  /// What the leg says in this tick, and how long it is under way from mouth to ear, in ms. True when a window is full.
  public mutating func says(_ pcm: Span<Int16>, _ frame: Frame, delay: Double) -> Bool {
    var level = Level(ceiling: ceiling)
    level.measure(pcm)
    let loudness = level.rmsDecibels
    near[count] = Float(loudness)
    switch frame {
    case .played:
      played += 1
      peak = max(peak, level.peak)
      clipped += level.clippedRuns
      // −45 dBov: speech, and not the pauses in it.
      if loudness > -45 || (loudness > -60 && loud == 0) {
        energy += Decibels.power(loudness)
        loud += 1
      }
    case .missing:
      missing += 1
      if !wasMissing { bursts += 1 }
    case .silence: break
    }
    wasMissing = frame == .missing
    delays += delay
    count += 1
    guard count == QualityWindow.ticks else { return false }
    last = report()
    begin()
    return true
  }

  private func report() -> QualityReport {
    var told = QualityReport()
    told.ticks = count
    told.delay = delays / Double(count)
    let expected = played + missing
    if expected > 0, missing > 0 {
      told.loss = 100 * Double(missing) / Double(expected)
      let length = Double(missing) / Double(max(bursts, 1))
      told.burst = max(1, length * (1 - Double(missing) / Double(expected)))
    }
    told.speech = loud > 0 ? Decibels.fromPower(energy / Double(loud)) : -127
    told.echoLoss = echoLoss()
    let model = EModel(
      delay: told.delay, loss: told.loss, burst: told.burst, codec: codec, echoLoss: told.echoLoss)
    told.rating = min(max(model.rating, 0), 100)
    told.opinion = EModel.opinion(told.rating)
    told.cause = cause(told, expected)
    return told
  }

  private func cause(_ told: QualityReport, _ expected: Int) -> QualityCause {
    if played == 0 { return fed > 0 || expected > 0 ? .oneWay : .none }
    if peak <= 8, expected > QualityWindow.ticks / 2 { return .silent }
    var model = EModel(codec: codec)
    let perfect = model.rating
    model.delay = told.delay
    let late = model.rating
    model.echoLoss = told.echoLoss
    let byEcho = late - model.rating
    let byDelay = perfect - late
    let byLoss = perfect - EModel(loss: told.loss, burst: told.burst, codec: codec).rating
    let worst = max(byLoss, max(byDelay, byEcho))
    if worst > 8 { return worst == byLoss ? .loss : worst == byEcho ? .echo : .delay }
    if clipped > 25 { return .clipping }
    if told.speech > -10 { return .tooLoud }
    if told.speech > -127, told.speech < -40 { return .tooQuiet }
    return .none
  }

  /// The levels of what was played and of what was said go up and down together, some ticks apart, when the one is the echo
  /// of the other. 65 when they do not.
  private func echoLoss() -> Double {
    guard fed > QualityWindow.ticks / 5, played > QualityWindow.ticks / 2 else { return 65 }
    let there = far.span
    let here = near.span
    var best = 0.0
    var distance = 65.0
    for lag in 0..<QualityWindow.lags {
      let n = QualityWindow.ticks - lag
      var (a, b, aa, bb, ab) = (0.0, 0.0, 0.0, 0.0, 0.0)
      var (gap, loud) = (0.0, 0)
      for i in 0..<n {
        // Below −70 all is silence.
        let x = Double(max(there[i], -70))
        let y = Double(max(here[i + lag], -70))
        a += x
        b += y
        aa += x * x
        bb += y * y
        ab += x * y
        if x > -50 {
          gap += x - y
          loud += 1
        }
      }
      let spread = (aa - a * a / Double(n)) * (bb - b * b / Double(n))
      guard spread > 1, loud > 20 else { continue }
      let correlation = (ab - a * b / Double(n)) / spread.squareRoot()
      if correlation > best {
        best = correlation
        distance = gap / Double(loud)
      }
    }
    return best > 0.85 ? min(max(distance, 0), 65) : 65
  }

  private mutating func begin() {
    count = 0
    played = 0
    missing = 0
    bursts = 0
    delays = 0
    energy = 0
    loud = 0
    peak = 0
    clipped = 0
    fed = 0
    forget()
  }

  /// As if nothing had been played.
  private mutating func forget() { for i in 0..<far.count { far[i] = -100 } }
}
