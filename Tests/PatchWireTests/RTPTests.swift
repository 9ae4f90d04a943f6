import Foundation
import PatchBase
import PatchWire
import Testing

@Suite struct RTPTests {
  private func isControl(_ packet: [UInt8]) -> Bool { RTPPacket.isControl(packet.span) }

  @Test func readsWhatItWrites() throws {
    let header = RTPHeader(marker: true, payloadType: 120, sequence: 0xFFFE, timestamp: 0x8000_0001, ssrc: 0xCAFE_BABE)
    let packet = try written { (room) throws(Fault) in try header.write(into: &room) } + [0xFC]
    #expect(packet == bytes(hex: "80f8fffe80000001cafebabefc"))
    let read = try RTPPacket(packet.span)
    #expect(read.marker && read.payloadType == 120 && read.sequence == 0xFFFE)
    #expect(read.timestamp == 0x8000_0001 && read.ssrc == 0xCAFE_BABE)
    #expect(read.payload == 12..<13 && read.paddingCount == 0 && read.extensionBody.isEmpty && read.sources.isEmpty)
    #expect(!isControl(packet))
  }

  @Test func findsTheParts() throws {
    // Two sources, an extension of two words, three bytes of sound, four of padding.
    let head = bytes(hex: "b27800010000000200000003") + bytes(hex: "0000000a0000000b")
    let extended = head + bytes(hex: "bede0002") + bytes(hex: "10ff90020000e100")
    let packet = extended + [1, 2, 3] + [0, 0, 0, 4]
    let read = try RTPPacket(packet.span)
    #expect(read.sources == 12..<20 && read.extensionProfile == 0xBEDE && read.extensionBody == 24..<32)
    #expect(read.payload == 32..<35 && read.paddingCount == 4)
    var walk = RTPExtensions(packet.span, read)
    let level = walk.next()
    #expect(level?.id == RTPExtension.audioLevel && level?.data == 25..<26)
    let speaking = walk.next()
    #expect(speaking?.id == RTPExtension.speaking && speaking?.data == 27..<28)
    // An element that is longer than the extension ends the walk.
    let third = walk.next(), fourth = walk.next()
    #expect(third == nil && fourth == nil)
  }

  @Test func walksOverBothForms() throws {
    func found(_ profile: String, _ body: String) throws -> [[UInt8]] {
      let packet = bytes(hex: "907800010000000200000003" + profile + body) + [9]
      let read = try RTPPacket(packet.span)
      var walk = RTPExtensions(packet.span, read)
      var all: [[UInt8]] = []
      while let element = walk.next() { all.append([element.id] + packet[element.data]) }
      return all
    }
    #expect(try found("10000002", "0101090300000000") == [[1, 9], [3]])
    #expect(try found("bede0001", "1007f100") == [[1, 7]], "fifteen ends the one-byte form")
    #expect(try found("bede0000", "") == [])
    #expect(try found("12340001", "10070000") == [], "an unknown form has no elements")
  }

  @Test(arguments: [
    "", "80", "8078000100000002000000", "40780001000000020000000301",
    "807800010000000200000003",  // no payload
    "81780001000000020000000300000001",  // sources and nothing else
    "907800010000000200000003bede000101020304",  // an extension and nothing else
    "907800010000000200000003bede0002010203040506",  // an extension beyond the end
    "a0780001000000020000000300",  // padding of no bytes
    "a0780001000000020000000301",  // nothing but padding
    "a0780001000000020000000309020305",  // more padding than bytes
  ]) func refuses(_ text: String) {
    let packet = bytes(hex: text)
    #expect(throws: Fault.malformed) { _ = try RTPPacket(packet.span) }
  }

  @Test func walksOverControl() throws {
    let receiver = bytes(hex: "81c90007cafebabe") + [UInt8](repeating: 5, count: 24)
    let padded = bytes(hex: "a0cb0002cafebabe") + [0, 0, 0, 4]
    let packet = receiver + padded
    #expect(isControl(packet))
    var walk = RTCPReader(packet.span)
    let report = try walk.next()
    #expect(report?.type == RTCPPacket.receiverReport && report?.count == 1 && report?.ssrc == 0xCAFE_BABE)
    #expect(report?.body == 8..<32)
    let bye = try walk.next()
    #expect(bye?.type == 203 && bye?.ssrc == 0xCAFE_BABE && bye?.body.isEmpty == true)
    let end = try walk.next()
    #expect(end == nil)
    for damaged in ["81c90007cafebabe", "41c90000", "a0c90000", "81c9", "a0c90001cafeba09"] {
      let packet = bytes(hex: damaged)
      #expect(throws: Fault.malformed) {
        var walk = RTCPReader(packet.span)
        _ = try walk.next()
      }
    }
  }
}
