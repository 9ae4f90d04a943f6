import Foundation
import PatchBase
import PatchSeal
import Testing

/// The public vectors beside the project: `../shared/vectors`, or `PHONEPATCH_SHARED` in place of `../shared`.
enum Shared {
  static let folder: URL = {
    if let given = ProcessInfo.processInfo.environment["PHONEPATCH_SHARED"], !given.isEmpty {
      return URL(fileURLWithPath: given).appendingPathComponent("vectors")
    }
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.appendingPathComponent("shared/vectors")
  }()

  /// False: tests that need the vectors skip.
  static let isThere = FileManager.default.fileExists(atPath: folder.path)
  static let missing: Comment = "the public vectors are not beside the project (PHONEPATCH_SHARED)"

  static func data(_ name: String) throws -> Data { try Data(contentsOf: folder.appendingPathComponent(name)) }

  static func decode<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(type, from: data(name))
  }
}

/// Bytes that stand in a vector as hexadecimal digits.
struct Hex: Decodable, Hashable {
  var bytes: [UInt8]

  init(_ text: String) { bytes = hex(text) }
  init(from decoder: any Decoder) throws { bytes = hex(try decoder.singleValueContainer().decode(String.self)) }
}

func hex(_ text: String) -> [UInt8] {
  let digits = text.utf8.compactMap { byte in
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x61...0x66: byte - 0x57
    case 0x41...0x46: byte - 0x37
    default: nil
    }
  }
  return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

func text(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}

/// `count` bytes that `body` writes.
func filled(_ count: Int, _ body: (inout MutableSpan<UInt8>) throws -> Void) rethrows -> [UInt8] {
  var memory = [UInt8](repeating: 0xEE, count: count)
  var room = memory.mutableSpan
  try body(&room)
  return memory
}

extension Span<UInt8> {
  var array: [UInt8] { (0..<count).map { self[$0] } }
}

/// The same numbers in every run.
struct Seeded: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {  // SplitMix64
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }
}

extension AESGCM {
  /// Seals all at once in place, with additional data.
  mutating func seal(
    _ bytes: inout MutableSpan<UInt8>, nonce: Span<UInt8>, additional: Span<UInt8>, tag: inout MutableSpan<UInt8>
  ) throws(Fault) {
    let plain = bytes.span.array
    try begin(sealing: true, nonce: nonce)
    try authenticate(additional)
    try update(plain.span, into: &bytes)
    try finish(tag: &tag)
  }
}
