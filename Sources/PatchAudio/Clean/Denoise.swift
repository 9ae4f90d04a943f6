internal import CSpeexDSP
public import PatchBase

/// Makes steady noise softer, and speech as loud as is wanted: the preprocessor of speexdsp, of which the voice activity
/// detector and the de-reverberation stay off.
@safe public struct Denoise: ~Copyable {
  /// Samples in a frame: 20 ms.
  public let frame: Int
  private let state: OpaquePointer

  /// By how many dB noise is made softer.
  public static let suppressions = 1...40
  /// How loud speech is made: its active level in dBov. It gets no louder than −12 at 8 kHz, −20 at 48.
  public static let targets = -40 ... -6

  /// [setup] `suppression` in dB, nil for none; `target` in dBov, nil leaves the level as it is. `argument` for values out of
  /// range, or for neither. When memory runs out inside speexdsp it does not say so, and the process ends.
  public init(rate: Int32, suppression: Int?, target: Int?) throws(Fault) {
    guard rate == 8000 || rate == 16_000 || rate == 24_000 || rate == 48_000, suppression != nil || target != nil,
      Denoise.suppressions.contains(suppression ?? 1), Denoise.targets.contains(target ?? -20)
    else { throw .argument }
    let frame = Int(rate) / 50
    guard let made = unsafe speex_preprocess_state_init(Int32(frame), rate) else { throw .noMemory }
    unsafe cspeex_preprocess_set(made, SPEEX_PREPROCESS_SET_DENOISE, suppression == nil ? 0 : 1)
    if let suppression {
      unsafe cspeex_preprocess_set(made, SPEEX_PREPROCESS_SET_NOISE_SUPPRESS, Int32(-suppression))
    }
    unsafe cspeex_preprocess_set(made, SPEEX_PREPROCESS_SET_AGC, target == nil ? 0 : 1)
    if let target {
      // It wants a loudness, which weighs the bands and grows with the square root of their number: measured on speech.
      let level = 32_768 * Decibels.amplitude(Double(target)) * (Double(rate) / 8000 * 16.6).squareRoot()
      unsafe cspeex_preprocess_set(made, SPEEX_PREPROCESS_SET_AGC_TARGET, Int32(min(level, 32_768)))
    }
    self.frame = frame
    unsafe state = made
  }

  @inline(never) deinit { unsafe speex_preprocess_state_destroy(state) }

  /// Works on one frame in place. A frame of another length is left as it is.
  public mutating func process(_ pcm: inout MutableSpan<Int16>) {
    guard pcm.count == frame else { return }
    let state = unsafe state
    unsafe pcm.withUnsafeMutableBufferPointer { _ = unsafe speex_preprocess_run(state, $0.baseAddress!) }
  }
}

// One owner, no sharing: moving it to another thread moves everything.
extension Denoise: @unchecked Sendable {}
