import PatchBase
import PatchSeal
import Testing

@Suite struct TransportTests {
  struct Vectors: Decodable {
    struct Packet: Decodable {
      var mode: String
      var name: String
      var nonce: UInt32
      var aad_len: Int
      var clear: Hex
      var wire: Hex
    }
    var key: Hex
    var packets: [Packet]
  }

  private func named(_ name: String) -> TransportMode? { TransportMode(name: Array(name.utf8).span) }

  @Test(.enabled(if: Shared.isThere, Shared.missing)) func sealsAndOpensTheVectors() throws {
    let vectors = try Shared.decode("dave/transport_rtpsize.json", as: Vectors.self)
    #expect(vectors.packets.count == 24)
    for packet in vectors.packets {
      let mode = named(packet.mode) ?? .aes256GCM
      var seal = try TransportSeal(mode, key: vectors.key.bytes.span, firstNonce: packet.nonce)
      let header = try TransportSeal.headerCount(packet.clear.bytes.span)
      #expect(header == packet.aad_len, "\(packet.name)")
      var bytes = packet.clear.bytes + [UInt8](repeating: 0xEE, count: 24)
      var room = bytes.mutableSpan
      let length = try seal.seal(&room, count: packet.clear.bytes.count)
      #expect(Array(bytes[..<length]) == packet.wire.bytes, "\(packet.name)")
      #expect(bytes[length...].allSatisfy { $0 == 0xEE })
      bytes = packet.wire.bytes
      room = bytes.mutableSpan
      let count = try seal.open(&room)
      #expect(Array(bytes[..<count]) == packet.clear.bytes, "\(packet.name)")
      // Whatever byte changes, it does not open: the header's first two decide how much of it is in the clear.
      for i in packet.wire.bytes.indices {
        bytes = packet.wire.bytes
        bytes[i] ^= 1
        let before = seal.counts
        room = bytes.mutableSpan
        do throws(Fault) {
          _ = try seal.open(&room)
          Issue.record("\(packet.name): byte \(i) is not protected")
        } catch {
          #expect(error == .auth || i < 2)
        }
        #expect(seal.counts.unauthenticated + seal.counts.malformed == before.unauthenticated + before.malformed + 1)
      }
      #expect(seal.counts.sealed == 1 && seal.counts.opened == 1)
    }
  }

  private let packet: [UInt8] = [0x80, 0x78, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3] + Array("sound".utf8)

  @Test(arguments: [TransportMode.aes256GCM, .xchacha20Poly1305]) func numbersWhatItSeals(_ mode: TransportMode) throws
  {
    var seal = try TransportSeal(mode, key: [UInt8](repeating: 7, count: 32).span, firstNonce: .max - 1)
    var bytes = packet + [UInt8](repeating: 0, count: 20)
    func sealed() throws -> [UInt8] {
      bytes = packet + [UInt8](repeating: 0, count: 20)
      var room = bytes.mutableSpan
      return Array(bytes[..<(try seal.seal(&room, count: packet.count))])
    }
    #expect(try sealed().suffix(4) == [0xFF, 0xFF, 0xFF, 0xFE])
    #expect(seal.nextNonce == .max)
    #expect(try sealed().suffix(4) == [0xFF, 0xFF, 0xFF, 0xFF])
    // No nonce is ever used twice.
    #expect(seal.nextNonce == nil)
    #expect(throws: Fault.state) { _ = try sealed() }
  }

  @Test func refuses() throws {
    var seal = try TransportSeal(.aes256GCM, key: [UInt8](repeating: 7, count: 32).span)
    #expect(throws: Fault.argument) { _ = try TransportSeal(.aes256GCM, key: [UInt8](repeating: 7, count: 16).span) }
    var bytes = packet
    #expect(throws: Fault.noSpace(needed: 37)) {
      var room = bytes.mutableSpan
      _ = try seal.seal(&room, count: packet.count)
    }
    #expect(seal.nextNonce == 0)
    // Shorter than its header, its sources or its extension; another version.
    for header: [UInt8] in [
      [], [0x80, 0x78], [0x80, 0x78, 0, 1, 0, 0, 0, 2, 0, 0, 0], [0x81, 0x78, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 4],
      [0x90, 0x78, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0xBE, 0xDE, 0], [0x40, 0x78, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3],
    ] {
      bytes = header + [UInt8](repeating: 0, count: 20)
      #expect(throws: Fault.malformed) {
        var room = bytes.mutableSpan
        _ = try seal.seal(&room, count: header.count)
      }
      #expect(throws: Fault.malformed) {
        var room = bytes.mutableSpan
        _ = try seal.open(&room)
      }
    }
    #expect(seal.counts.malformed == 6 && seal.counts.sealed == 0)
    let unknown = named("xsalsa20_poly1305"), known = named("aead_xchacha20_poly1305_rtpsize")
    #expect(unknown == nil && known == .xchacha20Poly1305)
  }

  @Test func leavesNothingOfWhatDoesNotFit() throws {
    var seal = try TransportSeal(.xchacha20Poly1305, key: [UInt8](repeating: 7, count: 32).span)
    var bytes = packet + [UInt8](repeating: 0, count: 20)
    var room = bytes.mutableSpan
    _ = try seal.seal(&room, count: packet.count)
    bytes[14] ^= 0x80
    #expect(throws: Fault.auth) {
      var room = bytes.mutableSpan
      _ = try seal.open(&room)
    }
    #expect(Array(bytes[12..<17]) == [0, 0, 0, 0, 0])
  }
}
