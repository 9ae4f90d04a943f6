import Foundation
import PatchBase
import PatchWire
import Testing

@Suite struct Base64Tests {
  private func decode(_ text: [UInt8]) throws(Fault) -> [UInt8] {
    var memory = [UInt8](repeating: 0xEE, count: Base64.decodedCapacity(text.count))
    var room = memory.mutableSpan
    let length = try Base64.decode(text.span, into: &room)
    return Array(memory[..<length])
  }

  private func encode(_ source: [UInt8]) throws(Fault) -> [UInt8] {
    var memory = [UInt8](repeating: 0, count: Base64.encodedCount(source.count))
    var room = memory.mutableSpan
    let length = try Base64.encode(source.span, into: &room)
    return Array(memory[..<length])
  }

  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ])
  func vectorsOfRFC4648(plain: String, coded: String) throws {
    #expect(text(try encode(bytes(plain))) == coded)
    #expect(text(try decode(bytes(coded))) == plain)
  }

  @Test func agreesWithFoundationForEveryLength() throws {
    var random = Seeded(4)
    for length in 0..<400 {
      let source = random.bytes(length)
      let coded = try encode(source)
      #expect(text(coded) == Data(source).base64EncodedString())
      #expect(try decode(coded) == source)
      #expect(Base64.decodedCount(coded.span) == length)
    }
  }

  @Test func everyWrongCharacterIsRefusedAtEveryPlace() throws {
    let good = bytes("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGA==")
    let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var missed: [(Int, UInt8)] = []
    for i in good.indices {
      for byte in UInt8.min...UInt8.max where !alphabet.contains(byte) && byte != good[i] {
        var bad = good
        bad[i] = byte
        if status({ () throws(Fault) in _ = try decode(bad) }) != Fault.malformed.code { missed.append((i, byte)) }
      }
    }
    #expect(missed.isEmpty, "\(missed)")
  }

  @Test func onlyOneTextGivesTheSameBytes() throws {
    // All 64³ groups with one character of padding and all 64² with two: what decodes encodes to itself.
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var accepted = 0
    for a in alphabet.prefix(8) {
      for b in alphabet {
        for c in alphabet + [0x3D] {
          guard let found = try? decode([a, b, c, 0x3D]) else { continue }
          accepted += 1
          if try encode(found) != [a, b, c, 0x3D] { accepted = -1 << 20 }
        }
      }
    }
    #expect(accepted == 8 * 64 * 16 + 8 * 4)
  }

  @Test func saysHowMuchRoomItTakesAndWritesNothingElsewhere() throws {
    let coded = bytes("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGA==")
    for room in 0..<25 {
      var memory = [UInt8](repeating: 0xEE, count: room)
      var span = memory.mutableSpan
      let fault = #expect(throws: Fault.self) { try Base64.decode(coded.span, into: &span) }
      #expect(fault?.code == -2 && fault?.needed == 25)
      #expect(memory.allSatisfy { $0 == 0xEE })
    }
    var memory = [UInt8](repeating: 0xEE, count: 40)
    var span = memory.mutableSpan
    #expect(try Base64.decode(coded.span, into: &span) == 25)
    #expect(Array(memory) == Array(0...24) + [UInt8](repeating: 0xEE, count: 15))
    var small = [UInt8](repeating: 0xEE, count: 3)
    var target = small.mutableSpan
    let fault = #expect(throws: Fault.self) { try Base64.encode(coded.span, into: &target) }
    #expect(fault?.needed == Base64.encodedCount(coded.count))
    #expect(small.allSatisfy { $0 == 0xEE })
  }
}
