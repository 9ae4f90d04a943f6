import PatchBase
import PatchCodec

/// As it stands, and once more with the checksum of every page put right: no mutation finds one by itself.
func fuzzOgg(_ file: [UInt8]) {
  read(file)
  read(repaired(file))
}

private func read(_ file: [UInt8]) {
  guard var reader = try? OggReader(capacity: 1000) else { return law(false, "a reader can be made") }
  let piece = 1 + (file.last.map { Int($0) } ?? 0) * 7
  var offset = 0
  while true {
    while let found = reader.next() { look(reader.packet, found) }
    if offset == file.count { break }
    let bytes = Array(file[offset..<min(file.count, offset + piece)])
    let taken = reader.feed(bytes.span)
    law(taken > 0, "there is room when there is no packet")
    offset += taken
  }
  reader.finish()
  while let found = reader.next() { look(reader.packet, found) }
  law(reader.position == UInt64(file.count), "every byte is accounted for")
}

private func look(_ packet: Span<UInt8>, _ found: OggPacket) {
  law(packet.count == found.length && packet.count <= 1000, "a packet has its length")
  _ = try? OpusHead(packet)
  guard let tags = try? OpusTags(packet) else { return }
  var comment = tags.comment(in: packet)
  while let range = comment {
    law(range.upperBound <= packet.count, "a comment lies in the packet")
    let next = tags.comment(after: range, in: packet)
    law(next.map { $0.lowerBound >= range.upperBound } != false, "comments move on")
    comment = next
  }
}

/// RFC 3533 section 6: a CRC-32 with polynomial 0x04c11db7 over the page with its own field zero.
private func repaired(_ file: [UInt8]) -> [UInt8] {
  var file = file
  var start = 0
  while file.count - start >= 27 {
    guard file[start..<start + 4].elementsEqual("OggS".utf8), file.count - start >= 27 + Int(file[start + 26]) else {
      start += 1
      continue
    }
    let table = file[start + 27..<start + 27 + Int(file[start + 26])]
    let end = start + 27 + table.count + table.reduce(0) { $0 + Int($1) }
    guard end <= file.count else {
      start += 1
      continue
    }
    for i in 22..<26 { file[start + i] = 0 }
    var sum: UInt32 = 0
    for byte in file[start..<end] {
      sum ^= UInt32(byte) << 24
      for _ in 0..<8 { sum = sum & 0x8000_0000 == 0 ? sum << 1 : sum << 1 ^ 0x04C1_1DB7 }
    }
    for i in 0..<4 { file[start + 22 + i] = UInt8(truncatingIfNeeded: sum >> UInt32(8 * i)) }
    start = end
  }
  return file
}
