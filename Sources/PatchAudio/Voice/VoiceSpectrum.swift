internal import PatchBase

/// The power spectrum of 32 ms at 8 kHz: a real transform of 256 points, as one of 128 complex points, as four of 32 beside
/// each other.
struct VoiceSpectrum: ~Copyable {
  typealias Four = SIMD4<Float>

  /// Samples that one step looks at.
  static let window = 256
  /// How many of them, the oldest, the window rises over. The rest it falls over, so that the newest sound counts soon.
  private static let rise = 192

  private var shape: Block<Float>  // the window
  private var cosine: Block<Float>  // of each 256th of a turn
  private var work: Block<Four>  // real and imaginary parts
  private var other: Block<Four>  // the same: each pass goes from one to the other
  /// The power in each bin of 31.25 Hz, 0…127; behind it the numbers it is made of.
  private(set) var power: Block<Float>

  @inline(never)
  init(_ memory: inout Memory) {
    shape = Block(256, &memory)
    cosine = Block(256, &memory)
    work = Block(64, &memory)
    other = Block(64, &memory)
    power = Block(384, &memory)
    let rise = VoiceSpectrum.rise
    for i in 0..<min(shape.count, cosine.count) {
      let place = i < rise ? (Double(i) + 0.5) / Double(rise) : 1 + (Double(i - rise) + 0.5) / Double(256 - rise)
      shape[i] = Float((0.5 - 0.5 * Sine.of(turns: 0.25 + place / 2)) * 32767 / 32768)
      cosine[i] = Float(Sine.of(turns: 0.25 + Double(i) / 256))
    }
  }

  /// Takes the last 256 samples.
  mutating func analyse(_ samples: Span<Int16>) {
    VoiceSpectrum.load(samples, shape, &work)
    VoiceSpectrum.pass(work, &other, cosine, apart: 8, 1)
    VoiceSpectrum.pass(other, &work, cosine, apart: 2, 4)
    VoiceSpectrum.join(work, cosine, &power)
    VoiceSpectrum.finish(cosine, &power)
  }

  // These take the parts that they use, so that their accesses stay apart.

  /// Pairs of samples are complex numbers; every fourth belongs to the same transform.
  private static func load(_ samples: Span<Int16>, _ shape: borrowing Block<Float>, _ work: inout Block<Four>) {
    let pcm = samples.window(0..<window)
    let shape = shape.span.window(0..<window)
    var all = work.mutableSpan
    var z = all.window(0..<64)
    for i in 0..<64 {
      let k = (8 &* i &+ i / 32) & 255
      let x = Four(Float(pcm[k]), Float(pcm[(k &+ 2) & 255]), Float(pcm[(k &+ 4) & 255]), Float(pcm[(k &+ 6) & 255]))
      z[i] = x * Four(shape[k], shape[(k &+ 2) & 255], shape[(k &+ 4) & 255], shape[(k &+ 6) & 255])
    }
  }

  /// A pass of radix 4 by Stockham's scheme, in which what belongs together stays together: `apart` butterflies, each on
  /// `width` numbers.
  private static func pass(
    _ work: borrowing Block<Four>, _ target: inout Block<Four>, _ cosine: borrowing Block<Float>, apart: Int,
    _ width: Int
  ) {
    let cosine = cosine.span.window(0..<256)
    let a = work.span.window(0..<64)
    var all = target.mutableSpan
    var z = all.window(0..<64)
    // What is masked is in range as it is: the checks of all that follows go.
    for p in 0..<apart {
      for q in 0..<width {
        let x = (q &+ width &* p) & 7
        let (ar, br, cr, dr) = (a[x], a[x &+ 8], a[x &+ 16], a[x &+ 24])
        let (ai, bi, ci, di) = (a[x &+ 32], a[x &+ 40], a[x &+ 48], a[x &+ 56])
        let (sr, si, tr, ti) = (ar + cr, ai + ci, br + dr, bi + di)
        let (ur, ui, vr, vi) = (ar - cr, ai - ci, br - dr, bi - di)
        var y = (q &+ 4 &* width &* p) & 31
        z[y] = sr + tr
        z[y &+ 32] = si + ti
        var (r, i) = (ur + vi, ui - vr)
        for k in 1..<4 {
          // A turn back by k·p of 4·apart; −sin is the cosine a quarter on.
          let turn = k &* p &* (64 / apart)
          let (wr, wi) = (cosine[turn & 255], cosine[(turn &+ 64) & 255])
          y = (y &+ width) & 31
          z[y] = r * wr - i * wi
          z[y &+ 32] = r * wi + i * wr
          (r, i) = k == 1 ? (sr - tr, si - ti) : (ur - vi, ui + vr)
        }
      }
    }
  }

  /// The last pass of the four transforms, of radix 2, and then the four into one: real parts behind the powers, and
  /// imaginary ones behind those.
  private static func join(
    _ work: borrowing Block<Four>, _ cosine: borrowing Block<Float>, _ power: inout Block<Float>
  ) {
    let cosine = cosine.span.window(0..<256)
    let z = work.span.window(0..<64)
    var all = power.mutableSpan
    var out = all.window(128..<384)
    for k in 0..<32 {
      let (a, b) = (k & 15, (k & 15) &+ 16)
      let re = k < 16 ? z[a] + z[b] : z[a] - z[b]
      let im = k < 16 ? z[a + 32] + z[b + 32] : z[a + 32] - z[b + 32]
      let wr = Four(1, cosine[2 &* k], cosine[4 &* k], cosine[6 &* k])
      let wi = Four(0, cosine[2 &* k &+ 64], cosine[4 &* k &+ 64], cosine[(6 &* k &+ 64) & 255])
      let (xr, xi) = (re * wr - im * wi, re * wi + im * wr)
      let (sr, dr) = (xr.lowHalf + xr.highHalf, xr.lowHalf - xr.highHalf)
      let (si, di) = (xi.lowHalf + xi.highHalf, xi.lowHalf - xi.highHalf)
      out[k] = sr[0] + sr[1]
      out[k &+ 32] = dr[0] + di[1]
      out[k &+ 64] = sr[0] - sr[1]
      out[k &+ 96] = dr[0] - di[1]
      out[k &+ 128] = si[0] + si[1]
      out[k &+ 160] = di[0] - dr[1]
      out[k &+ 192] = si[0] - si[1]
      out[k &+ 224] = di[0] + dr[1]
    }
  }

  /// From the complex transform of pairs to the powers of the real one.
  private static func finish(_ cosine: borrowing Block<Float>, _ power: inout Block<Float>) {
    let cosine = cosine.span.window(0..<256)
    var numbers = power.mutableSpan
    var all = numbers.window(0..<384)
    for k in 1..<64 {
      let m = 128 &- k
      let (ar, ai, br, bi) = (all[128 &+ k], all[256 &+ k], all[128 &+ m], all[256 &+ m])
      let (er, ei) = (ar + br, ai - bi)
      let (or, oi) = (ai + bi, br - ar)
      let (wr, wi) = (cosine[k], cosine[k &+ 64])
      let (tr, ti) = (or * wr - oi * wi, or * wi + oi * wr)
      all[k] = 0.25 * ((er + tr) * (er + tr) + (ei + ti) * (ei + ti))
      all[m] = 0.25 * ((er - tr) * (er - tr) + (ei - ti) * (ei - ti))
    }
    all[64] = all[192] * all[192] + all[320] * all[320]
  }
}
