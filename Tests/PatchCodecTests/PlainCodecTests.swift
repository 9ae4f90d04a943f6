import PatchBase
import PatchCodec
import Testing

@Suite struct PlainCodecTests {
  static let encodings: [Encoding] = [.mulaw, .alaw, .l16, .l16Network]

  func decoded(_ bytes: [UInt8], _ encoding: Encoding) -> [Int16] {
    var pcm = [Int16](repeating: 0, count: bytes.count / encoding.bytesPerSample)
    var span = pcm.mutableSpan
    PlainCodec.decode(bytes.span, encoding, into: &span)
    return pcm
  }

  func encoded(_ pcm: [Int16], _ encoding: Encoding) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: pcm.count * encoding.bytesPerSample)
    var span = bytes.mutableSpan
    PlainCodec.encode(pcm.span, encoding, into: &span)
    return bytes
  }

  @Test func sixteenBitsHaveTwoByteOrders() {
    #expect(encoded([0x0102, -2], .l16) == [0x02, 0x01, 0xFE, 0xFF])
    #expect(encoded([0x0102, -2], .l16Network) == [0x01, 0x02, 0xFF, 0xFE])
    #expect(decoded([0x02, 0x01, 0xFE, 0xFF], .l16) == [0x0102, -2])
    #expect(decoded([0x01, 0x02, 0xFF, 0xFE], .l16Network) == [0x0102, -2])
  }

  @Test(arguments: [Encoding.l16, .l16Network]) func sixteenBitsLoseNothing(encoding: Encoding) {
    let all = Array(Int16.min...Int16.max)
    #expect(decoded(encoded(all, encoding), encoding) == all)
  }

  @Test func companded() {
    #expect(decoded([0x00, 0x80], .mulaw) == [-32_124, 32_124])
    #expect(decoded([0x2A, 0xAA], .alaw) == [-32_256, 32_256])
    #expect(encoded([-32_768, 32_767], .mulaw) == [0x00, 0x80])
    #expect(encoded([-32_768, 32_767], .alaw) == [0x2A, 0xAA])
  }

  @Test(arguments: encodings) func silenceDecodesToNearlyNothing(encoding: Encoding) {
    var bytes = [UInt8](repeating: 0x33, count: 32)
    var span = bytes.mutableSpan
    PlainCodec.fillSilence(&span, encoding)
    #expect(decoded(bytes, encoding).allSatisfy { abs($0) <= 8 })
  }

  @Test func halfASampleIsLeftAlone() {
    var pcm: [Int16] = [5, 5]
    var span = pcm.mutableSpan
    L16.decode([1, 0, 9].span, network: false, into: &span)
    #expect(pcm == [1, 5])
    var bytes: [UInt8] = [9, 9, 9]
    var target = bytes.mutableSpan
    L16.encode([1, 2].span, network: false, into: &target)
    #expect(bytes == [1, 0, 9])
  }
}
