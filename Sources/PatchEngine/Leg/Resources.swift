internal import PatchBase
internal import PatchCodec

// What is had from libraries, noted like memory when it cannot be had.
extension Memory {
  /// Nil where none is needed.
  @inline(never)
  mutating func resampler(from: Int32, to: Int32, channels: Int = 1) -> Resampler? {
    guard from != to else { return nil }
    do { return try Resampler(from: from, to: to, channels: channels) } catch {
      note(error)
      return nil
    }
  }

  /// A part in a block of its own.
  mutating func box<Part: ~Copyable>(_ make: (inout Memory) -> Part) -> Box<Part>? {
    do { return try Box(making: { () throws(Fault) in make(&self) }) } catch {
      note(error)
      return nil
    }
  }

  @inline(never)
  mutating func encoder(_ settings: OpusEncoderSettings) -> OpusEncoder? {
    do { return try OpusEncoder(settings) } catch {
      note(error)
      return nil
    }
  }
}
