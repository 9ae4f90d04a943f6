import PatchBase
import PatchSeal
import PatchWire

/// Any bytes as a packet in the clear.
func fuzzRTP(_ input: [UInt8]) {
  if let read = try? RTPPacket(input.span) {
    law(!read.payload.isEmpty && read.payload.upperBound + read.paddingCount == input.count, "parts fill the packet")
    law(read.extensionBody.upperBound <= read.payload.lowerBound, "the extension is in front")
    var walk = RTPExtensions(input.span, read)
    var last = read.extensionBody.lowerBound
    while let element = walk.next() {
      law(element.data.lowerBound > last, "a walk moves on")
      law(element.data.upperBound <= read.extensionBody.upperBound, "elements lie in the extension")
      last = element.data.upperBound
    }
  }
  var control = RTCPReader(input.span)
  var count = 0
  while let packet = try? control.next() {
    law(packet.body.upperBound <= input.count, "packets lie in the packet")
    count += 1
  }
  law(count <= input.count / 4, "a walk ends")
}

/// Any bytes as a datagram; and any packet, sealed, opens as it was.
func fuzzTransport(_ input: [UInt8]) {
  let key = [UInt8](repeating: 9, count: 32)
  for mode in [TransportMode.aes256GCM, .xchacha20Poly1305] {
    guard var seal = try? TransportSeal(mode, key: key.span) else { return law(false, "a key of 32 bytes is one") }
    var bytes = input
    var room = bytes.mutableSpan
    law((try? seal.open(&room)) == nil, "nobody has sealed that")
    bytes = input + [UInt8](repeating: 0, count: TransportSeal.overhead)
    room = bytes.mutableSpan
    guard let count = try? seal.seal(&room, count: input.count) else { continue }
    law(count == bytes.count, "sealing adds its overhead")
    room = bytes.mutableSpan
    law((try? seal.open(&room)) == input.count, "what was sealed opens")
    law(Array(bytes[..<input.count]) == input, "as it was")
  }
}
