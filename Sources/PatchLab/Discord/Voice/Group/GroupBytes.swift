import Crypto
import Foundation

/// Writes the structures of RFC 9420: big-endian integers, and vectors behind a length of one, two or four bytes.
struct GroupWriter {
  private(set) var bytes: [UInt8] = []

  mutating func integer<Value: FixedWidthInteger>(_ value: Value) {
    withUnsafeBytes(of: value.bigEndian) { bytes += $0 }
  }

  mutating func raw(_ more: some Sequence<UInt8>) { bytes += more }

  mutating func vector(_ more: some Collection<UInt8>) {
    switch more.count {
    case 0..<64: integer(UInt8(more.count))
    case 64..<16384: integer(UInt16(more.count) | 0x4000)
    default: integer(UInt32(more.count) | 0x8000_0000)
    }
    bytes += more
  }
}

/// Reads what `GroupWriter` writes, from bytes of strangers.
struct GroupReader {
  let bytes: [UInt8]
  private(set) var offset = 0
  private let end: Int

  init(_ bytes: [UInt8]) { self.init(bytes, 0..<bytes.count) }

  private init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    offset = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { offset == end }

  /// What was read since `start`.
  func slice(since start: Int) -> [UInt8] { Array(bytes[start..<offset]) }

  mutating func integer<Value: FixedWidthInteger & UnsignedInteger>(_ type: Value.Type = Value.self) throws -> Value {
    let size = MemoryLayout<Value>.size
    guard end - offset >= size else { throw GroupRefusal.cutShort }
    var value: Value = 0
    for byte in bytes[offset..<offset + size] { value = value << 8 | Value(byte) }
    offset += size
    return value
  }

  mutating func vector() throws -> [UInt8] { Array(bytes[try range()]) }

  /// The inside of a vector, to be read in turn.
  mutating func inner() throws -> GroupReader { GroupReader(bytes, try range()) }

  mutating func raw(_ count: Int) throws -> [UInt8] {
    guard end - offset >= count else { throw GroupRefusal.cutShort }
    defer { offset += count }
    return Array(bytes[offset..<offset + count])
  }

  mutating func rest() -> [UInt8] {
    defer { offset = end }
    return Array(bytes[offset..<end])
  }

  private mutating func range() throws -> Range<Int> {
    let first = try integer(UInt8.self)
    let length: Int
    switch first >> 6 {
    case 0: length = Int(first)
    case 1: length = Int(first & 0x3F) << 8 | Int(try integer(UInt8.self))
    case 2:
      let high = Int(first & 0x3F) << 8 | Int(try integer(UInt8.self))
      length = high << 16 | Int(try integer(UInt16.self))
    default: throw GroupRefusal.length
    }
    // RFC 9420, 2.1.2: the shortest length that does.
    guard (length < 64) == (first >> 6 == 0), length >= 16384 || first >> 6 < 2 else { throw GroupRefusal.length }
    guard end - offset >= length else { throw GroupRefusal.cutShort }
    defer { offset += length }
    return offset..<offset + length
  }
}

/// The hashes and signatures of cipher suite 2.
enum GroupCrypto {
  /// RFC 9420, 5.2.
  static func reference(_ label: String, _ value: [UInt8]) -> [UInt8] {
    var writer = GroupWriter()
    writer.vector(Array("MLS 1.0 \(label) Reference".utf8))
    writer.vector(value)
    return Array(SHA256.hash(data: writer.bytes))
  }

  /// RFC 9420, 5.1.2: what is signed.
  static func labelled(_ label: String, _ content: [UInt8]) -> [UInt8] {
    var writer = GroupWriter()
    writer.vector(Array("MLS 1.0 \(label)".utf8))
    writer.vector(content)
    return writer.bytes
  }

  static func isSigned(_ content: [UInt8], _ label: String, by key: [UInt8], _ signature: [UInt8]) -> Bool {
    guard let key = try? P256.Signing.PublicKey(x963Representation: key),
      let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature)
    else { return false }
    return key.isValidSignature(signature, for: labelled(label, content))
  }

  /// An uncompressed point of the curve.
  static func isKey(_ bytes: [UInt8]) -> Bool {
    bytes.count == 65 && (try? P256.KeyAgreement.PublicKey(x963Representation: bytes)) != nil
  }
}
