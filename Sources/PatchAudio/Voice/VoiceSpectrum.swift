internal import PatchBase

/// The power spectrum of 32 ms at 8 kHz: a real transform of 256 points, as one of 128 complex points, as four of 32 beside
/// each other.
struct VoiceSpectrum: ~Copyable {
  typealias Four = SIMD4<Float>

  /// Samples that one step looks at.
  static let window = 256
  /// How many of them, the oldest, the window rises over. The rest it falls over, so that the newest sound counts soon.
  private static let rise = 192

  private var tables: Slab<Float>  // the window, then the cosine of each 256th of a turn
  private var work: Slab<Four>  // real and imaginary parts, twice
  /// The power in each bin of 31.25 Hz, 0…127; behind it the numbers it is made of.
  private(set) var power: Slab<Float>

  init() throws(Fault) {
    guard var tables = Slab<Float>(count: 512, filledWith: 0), let work = Slab<Four>(count: 128, filledWith: Four()),
      let power = Slab<Float>(count: 384, filledWith: 0)
    else { throw .noMemory }
    let rise = VoiceSpectrum.rise
    for i in 0..<256 {
      let place = i < rise ? (Double(i) + 0.5) / Double(rise) : 1 + (Double(i - rise) + 0.5) / Double(256 - rise)
      tables[i] = Float((0.5 - 0.5 * Sine.of(turns: 0.25 + place / 2)) * 32767 / 32768)
      tables[256 + i] = Float(Sine.of(turns: 0.25 + Double(i) / 256))
    }
    self.tables = tables
    self.work = work
    self.power = power
  }

  /// Takes the last 256 samples.
  mutating func analyse(_ samples: Span<Int16>) {
    VoiceSpectrum.load(samples, tables, &work)
    VoiceSpectrum.pass(&work, tables, from: 0, apart: 8, 1)
    VoiceSpectrum.pass(&work, tables, from: 64, apart: 2, 4)
    VoiceSpectrum.join(work, tables, &power)
    VoiceSpectrum.finish(tables, &power)
  }

  // These take the parts that they use, so that their accesses stay apart.

  /// Pairs of samples are complex numbers; every fourth belongs to the same transform.
  private static func load(_ samples: Span<Int16>, _ tables: borrowing Slab<Float>, _ work: inout Slab<Four>) {
    let pcm = samples.window(0..<window)
    let shape = tables.span.window(0..<window)
    var z = work.mutableSpan
    for i in 0..<32 {
      for j in 0..<4 {
        let k = 8 &* i &+ 2 &* j
        z[i][j] = Float(pcm[k]) * shape[k]
        z[i &+ 32][j] = Float(pcm[k &+ 1]) * shape[k &+ 1]
      }
    }
  }

  /// A pass of radix 4 by Stockham's scheme, in which what belongs together stays together: `apart` butterflies, each on
  /// `width` numbers, from one half of `work` to the other.
  private static func pass(
    _ work: inout Slab<Four>, _ tables: borrowing Slab<Float>, from start: Int, apart: Int, _ width: Int
  ) {
    let cosine = tables.span.window(256..<512)
    var z = work.mutableSpan
    let end = 64 &- start
    for p in 0..<apart {
      for q in 0..<width {
        let (x, far) = (start &+ q &+ width &* p, 8)
        let (ar, br, cr, dr) = (z[x], z[x &+ far], z[x &+ 2 &* far], z[x &+ 3 &* far])
        let (ai, bi, ci, di) = (z[x &+ 32], z[x &+ 32 &+ far], z[x &+ 32 &+ 2 &* far], z[x &+ 32 &+ 3 &* far])
        let (sr, si, tr, ti) = (ar + cr, ai + ci, br + dr, bi + di)
        let (ur, ui, vr, vi) = (ar - cr, ai - ci, br - dr, bi - di)
        let y = end &+ q &+ 4 &* width &* p
        z[y] = sr + tr
        z[y &+ 32] = si + ti
        var (r, i) = (ur + vi, ui - vr)
        for k in 1..<4 {
          // A turn back by k·p of 4·apart; −sin is the cosine a quarter on.
          let turn = k &* p &* (64 / apart)
          let (wr, wi) = (cosine[turn & 255], cosine[(turn &+ 64) & 255])
          z[y &+ k &* width] = r * wr - i * wi
          z[y &+ 32 &+ k &* width] = r * wi + i * wr
          (r, i) = k == 1 ? (sr - tr, si - ti) : (ur - vi, ui + vr)
        }
      }
    }
  }

  /// The last pass of the four transforms, of radix 2, and then the four into one: real parts behind the powers, and
  /// imaginary ones behind those.
  private static func join(_ work: borrowing Slab<Four>, _ tables: borrowing Slab<Float>, _ power: inout Slab<Float>) {
    let cosine = tables.span.window(256..<512)
    let z = work.span
    var all = power.mutableSpan
    var out = all.window(128..<384)
    for k in 0..<32 {
      let (a, b) = (k & 15, (k & 15) &+ 16)
      let re = k < 16 ? z[a] + z[b] : z[a] - z[b]
      let im = k < 16 ? z[a + 32] + z[b + 32] : z[a + 32] - z[b + 32]
      let wr = Four(1, cosine[2 &* k], cosine[4 &* k], cosine[6 &* k])
      let wi = Four(0, cosine[2 &* k &+ 64], cosine[4 &* k &+ 64], cosine[(6 &* k &+ 64) & 255])
      let (xr, xi) = (re * wr - im * wi, re * wi + im * wr)
      let (sr, si, dr, di) = (xr[0] + xr[2], xi[0] + xi[2], xr[0] - xr[2], xi[0] - xi[2])
      let (tr, ti, er, ei) = (xr[1] + xr[3], xi[1] + xi[3], xr[1] - xr[3], xi[1] - xi[3])
      out[k] = sr + tr
      out[k &+ 32] = dr + ei
      out[k &+ 64] = sr - tr
      out[k &+ 96] = dr - ei
      out[k &+ 128] = si + ti
      out[k &+ 160] = di - er
      out[k &+ 192] = si - ti
      out[k &+ 224] = di + er
    }
  }

  /// From the complex transform of pairs to the powers of the real one.
  private static func finish(_ tables: borrowing Slab<Float>, _ power: inout Slab<Float>) {
    let cosine = tables.span.window(256..<512)
    var all = power.mutableSpan
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
