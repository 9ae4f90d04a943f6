import Foundation
import PatchBase
import PatchWire

/// A file of `Tests/Vectors/carrier`.
func vectors<Entry: Decodable>(_ name: String, as type: Entry.Type = Entry.self) throws -> [Entry] {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  return try JSONDecoder().decode(
    [Entry].self, from: Data(contentsOf: folder.appendingPathComponent("Vectors/carrier/\(name)")))
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func text(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

func bytes(hex: String) -> [UInt8] {
  let digits = Array(hex.utf8).map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x57 }
  return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

/// A message that was read, with its scratch memory.
struct Reading {
  var message = CarrierMessage()
  var scratch: [UInt8]
  var parameters: [[String]] = []

  init(_ input: [UInt8], linear: Encoding = .l16) throws(Fault) {
    scratch = [UInt8](repeating: 0xEE, count: input.count)
    var room = scratch.mutableSpan
    message = try CarrierReader.read(input.span, scratch: &room, linear: linear)
    var walk = try CarrierParameters(input.span, message.parameters)
    var memory = [UInt8](repeating: 0xEE, count: input.count)
    while true {
      var room = memory.mutableSpan
      guard let found = try walk.next(into: &room) else { break }
      parameters.append([memory[found.name], memory[found.value]].map { String(decoding: $0, as: UTF8.self) })
    }
  }

  func text(_ range: Range<Int>) -> String { String(decoding: scratch[range], as: UTF8.self) }
}

/// What a writer writes, after it has said with no room at all how much it needs.
func written(_ body: (inout MutableSpan<UInt8>) throws(Fault) -> Int) throws(Fault) -> [UInt8] {
  var none = MutableSpan<UInt8>()
  let needed: Int
  do {
    return Array([UInt8](repeating: 0, count: try body(&none)))
  } catch {
    guard error == .noSpace(needed: 0) else { throw error }
    needed = error.needed
  }
  var memory = [UInt8](repeating: 0xEE, count: needed)
  var room = memory.mutableSpan
  let length = try body(&room)
  precondition(length == needed)
  return memory
}

/// The status of a fault, or 0.
func status(_ body: () throws(Fault) -> Void) -> Int32 {
  do {
    try body()
    return 0
  } catch { return error.code }
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
  mutating func text(_ count: Int) -> String {
    let letters: [Character] = [
      "a", "Z", "0", "\"", "\\", "/", "\n", "\u{0}", "\u{1F}", "\u{7F}", "é", "☎", "😀", "{", ",",
    ]
    return String((0..<count).map { _ in letters.randomElement(using: &self)! })
  }
}
