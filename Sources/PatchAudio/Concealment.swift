public import PatchBase

/// Invents what is missing between two pieces of sound: the last frame mirrored in time and faded out, and, when it is
/// known, the next one mirrored and faded in. Both ends join without a step, and neither neighbour is changed.
public struct Concealment: ~Copyable {
  private var last: Slab<Int16>
  private let channels: Int
  /// True when there is nothing to fade out of.
  public private(set) var isSilent = true

  /// Remembers `samples` (1…9600, of all channels together, interleaved) of sound.
  public init(samples: Int, channels: Int = 1) throws(Fault) {
    guard (1...9600).contains(samples), channels > 0, samples % channels == 0 else { throw .argument }
    guard let last = Slab<Int16>(count: samples, filledWith: 0) else { throw .noMemory }
    self.last = last
    self.channels = channels
  }

  /// Nothing was played yet.
  public mutating func reset() { isSilent = true }

  /// Remembers the end of what was played.
  public mutating func note(_ pcm: Span<Int16>) {
    isSilent = false
    var memory = last.mutableSpan
    let kept = memory.count - pcm.count
    if kept <= 0 {
      memory.copy(from: pcm.window(-kept..<pcm.count))
      return
    }
    for i in 0..<kept { memory[i] = memory[i + pcm.count] }
    var tail = memory.window(kept..<memory.count)
    tail.copy(from: pcm)
  }

  /// From what was played last into silence. Then there is nothing to fade out of.
  public mutating func fadeOut(into pcm: inout MutableSpan<Int16>) {
    pcm.fill(with: 0)
    leave(into: &pcm)
  }

  /// From what was played last to `next`, the beginning of what follows.
  public mutating func bridge(to next: Span<Int16>, into pcm: inout MutableSpan<Int16>) {
    pcm.fill(with: 0)
    leave(into: &pcm)
    let frames = min(pcm.count, min(next.count, last.count)) / channels
    guard frames > 0 else { return }
    let step = Int32(32768) / Int32(frames)
    for channel in 0..<channels {
      for k in 0..<frames {
        let i = pcm.count - (k + 1) * channels + channel
        let weight = Int32(frames - k) * step
        pcm[i] = Int16(clamping: Int32(pcm[i]) + (Int32(next[k * channels + channel]) * weight) >> 15)
      }
    }
  }

  private mutating func leave(into pcm: inout MutableSpan<Int16>) {
    defer { isSilent = true }
    guard !isSilent else { return }
    let memory = last.span
    let frames = min(pcm.count, memory.count) / channels
    guard frames > 0 else { return }
    let step = Int32(32768) / Int32(frames)
    for channel in 0..<channels {
      for k in 0..<frames {
        let weight = Int32(frames - k) * step
        let x = Int32(memory[memory.count - (k + 1) * channels + channel])
        pcm[k * channels + channel] = Int16(clamping: (x * weight) >> 15)
      }
    }
  }
}
