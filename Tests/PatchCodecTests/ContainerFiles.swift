import Foundation
import PatchBase
import PatchCodec

/// The files of Tests/Vectors/container, which `make.py` beside them writes.
func containerFile(_ name: String) throws -> [UInt8] {
  let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  return [UInt8](try Data(contentsOf: tests.appendingPathComponent("Vectors/container/\(name)")))
}

/// A small generator with a seed, so that a failure happens again.
struct Lottery: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_F491_4F6C_DD1D
  }
}

/// The code of the fault that `body` throws, or 0. (`#expect(throws:)` cannot hold owned values or spans.)
func faultCode(_ body: () throws(Fault) -> Void) -> Int32 {
  do throws(Fault) { try body() } catch { return error.code }
  return 0
}

// A span of a temporary does not live long enough: these bind the bytes first.
func opusHead(_ bytes: [UInt8]) throws(Fault) -> OpusHead { try OpusHead(bytes.span) }
func opusTags(_ bytes: [UInt8]) throws(Fault) -> OpusTags { try OpusTags(bytes.span) }
func comment(_ tags: OpusTags, after previous: Range<Int>? = nil, in bytes: [UInt8]) -> Range<Int>? {
  tags.comment(after: previous, in: bytes.span)
}
