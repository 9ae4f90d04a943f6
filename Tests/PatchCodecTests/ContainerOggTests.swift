import PatchBase
import PatchCodec
import Testing

private struct Reading {
  var packets: [[UInt8]] = []
  var infos: [OggPacket] = []
  var damage = OggDamage()
}

/// Reads a file in pieces of `piece` bytes.
private func read(_ file: [UInt8], piece: Int = 4096, capacity: Int = 80_000) throws -> Reading {
  var reader = try OggReader(capacity: capacity)
  var result = Reading()
  var offset = 0
  while true {
    while let packet = reader.next() {
      let bytes = reader.packet
      #expect(bytes.count == packet.length)
      result.packets.append((0..<bytes.count).map { bytes[$0] })
      result.infos.append(packet)
    }
    if offset == file.count { break }
    let bytes = Array(file[offset..<min(file.count, offset + piece)])
    let taken = reader.feed(bytes.span)
    #expect(taken > 0)
    offset += taken
  }
  reader.finish()
  while let packet = reader.next() {
    let bytes = reader.packet
    result.packets.append((0..<bytes.count).map { bytes[$0] })
    result.infos.append(packet)
  }
  #expect(reader.position == UInt64(file.count))
  result.damage = reader.damage
  return result
}

private func packet(_ index: Int, _ length: Int) -> [UInt8] { (0..<length).map { UInt8((31 * index + 7 * $0) % 256) } }
private let small = (0..<30).map { packet($0, 40 + $0) }

@Suite struct ContainerOggTests {
  @Test(arguments: [1, 27, 1000, 1_000_000])
  func putsPacketsTogether(_ piece: Int) throws {
    let lengths = [0, 1, 2, 253, 254, 255, 256, 509, 510, 511, 1000, 70_000, 3, 65_025, 5]
    let found = try read(try containerFile(piece == 1 ? "small.ogg" : "plain.ogg"), piece: piece)
    let expected = piece == 1 ? small : lengths.enumerated().map { packet($0.offset, $0.element) }
    #expect(found.damage == OggDamage())
    #expect(found.packets.count == expected.count + 2)
    #expect(Array(found.packets.dropFirst(2)) == expected)
    #expect(found.infos.map(\.isFirst) == [true] + .init(repeating: false, count: expected.count + 1))
    #expect(found.infos.last?.endsPage == true && found.infos.last?.onLastPage == true)
    #expect(found.infos.last?.granule == Int64(960 * expected.count))
    #expect(try opusHead(found.packets[0]) == OpusHead(channels: 1, preSkip: 312, inputRate: 8000))
    let tags = try opusTags(found.packets[1])
    #expect(tags.count == 1 && String(decoding: found.packets[1][tags.vendor], as: UTF8.self) == "test")
    let first = comment(tags, in: found.packets[1])
    #expect(first.map { String(decoding: found.packets[1][$0], as: UTF8.self) } == "TITLE=abc")
    let second = comment(tags, after: first, in: found.packets[1])
    #expect(second == nil)
  }

  @Test func picksTheFirstOpusStream() throws {
    let found = try read(try containerFile("several.ogg"))
    #expect(Array(found.packets.dropFirst(2)) == small)
    #expect(found.damage.isNone && found.damage.foreignPages == 10)
  }

  @Test func followsAChain() throws {
    let found = try read(try containerFile("chained.ogg"))
    #expect(found.packets.count == 2 + 30 + 2 + 9 + 2 + 30)
    #expect(found.infos.indices.filter { found.infos[$0].isFirst } == [0, 32, 43])
    #expect(found.damage == OggDamage())
  }

  @Test func readsAFileWithoutAnEnd() throws {
    let found = try read(try containerFile("no-end.ogg"))
    #expect(Array(found.packets.dropFirst(2)) == Array(small[..<25]))
    #expect(found.damage == OggDamage() && !found.infos.contains { $0.onLastPage })
  }

  @Test func countsWhatIsMissing() throws {
    let missing = try read(try containerFile("missing-page.ogg"))
    #expect(Array(missing.packets.dropFirst(2)) == Array(small[..<10] + small[15...]))
    #expect(missing.damage.gaps == 1 && missing.damage.skippedBytes == 0)
    #expect(missing.infos.filter(\.afterGap).count == 1 && missing.infos[12].afterGap)
    let flipped = try read(try containerFile("flipped-bit.ogg"))
    #expect(flipped.packets == missing.packets)
    #expect(flipped.damage.badPages == 1 && flipped.damage.gaps == 1 && flipped.damage.skippedBytes > 200)
    let middle = try read(try containerFile("lost-middle.ogg"))
    #expect(middle.packets.last == packet(1, 10) && middle.packets.count == 3)
    #expect(middle.damage.gaps == 1 && middle.damage.brokenPackets == 1)
  }

  @Test func findsPagesBetweenGarbage() throws {
    let found = try read(try containerFile("garbage.ogg"))
    #expect(Array(found.packets.dropFirst(2)) == small)
    #expect(found.damage.gaps == 0 && found.damage.skippedBytes > 0)
  }

  @Test func cutsPacketsThatAreTooLong() throws {
    let found = try read(try containerFile("plain.ogg"), capacity: 300)
    #expect(found.packets.allSatisfy { $0.count <= 300 })
    #expect(found.infos.filter(\.isCut).count == 6)
    #expect(found.packets[4] == packet(2, 2) && found.packets.last == packet(14, 5))
    #expect(found.packets[13] == Array(packet(11, 70_000)[..<300]))
  }

  @Test func endsCleanlyWhereverTheFileIsCut() throws {
    let file = try containerFile("small.ogg")
    for length in 0..<file.count {
      let found = try read(Array(file[..<length]))
      #expect(small.starts(with: found.packets.dropFirst(2)))
    }
  }

  @Test func survivesMutations() throws {
    var lottery = Lottery(seed: 3)
    for name in ["small.ogg", "several.ogg", "garbage.ogg", "lost-middle.ogg"] {
      let file = try containerFile(name)
      for _ in 0..<80 {
        var bytes = file
        for _ in 0..<Int.random(in: 1...6, using: &lottery) {
          let at = Int.random(in: 0..<bytes.count, using: &lottery)
          switch Int.random(in: 0...3, using: &lottery) {
          case 0: bytes[at] = .random(in: 0...255, using: &lottery)
          case 1: bytes.remove(at: at)
          case 2: bytes.insert(0x4F, at: at)
          default: bytes.replaceSubrange(at..<min(bytes.count, at + 5), with: Array("OggS\0".utf8))
          }
        }
        let found = try read(bytes, piece: .random(in: 1...3000, using: &lottery), capacity: 500)
        #expect(found.packets.count <= 80)
      }
    }
  }

  /// A page whose checksum fits may still claim anything: valid pages of random heads and lacing.
  @Test func survivesHostilePages() throws {
    var lottery = Lottery(seed: 4)
    for _ in 0..<150 {
      var file: [UInt8] = Array(try containerFile("small.ogg").prefix(47 + 61))
      for _ in 0..<5 {
        let lacing: [UInt8] = (0..<Int.random(in: 0...255, using: &lottery)).map { _ in
          [0, 255, .random(in: 0...255, using: &lottery)].randomElement(using: &lottery)!
        }
        var page = Array("OggS\0".utf8) + [.random(in: 0...7, using: &lottery)]
        page += (0..<8).map { _ in .random(in: 0...255, using: &lottery) }
        page += [7, 0, 0, 0, .random(in: 0...6, using: &lottery), 0, 0, 0, 0, 0, 0, 0, UInt8(lacing.count)]
        page += lacing
        page += [UInt8](repeating: 9, count: lacing.reduce(0) { $0 + Int($1) })
        var sum: UInt32 = 0
        for byte in page {
          sum ^= UInt32(byte) << 24
          for _ in 0..<8 { sum = sum & 0x8000_0000 != 0 ? sum << 1 ^ 0x04C1_1DB7 : sum << 1 }
        }
        for i in 0..<4 { page[22 + i] = UInt8(truncatingIfNeeded: sum >> UInt32(8 * i)) }
        file += page
      }
      let found = try read(file, piece: 5000, capacity: 1000)
      #expect(found.damage.badPages == 0 && found.damage.skippedBytes == 0)
    }
  }

  @Test func writesWhatItReads() throws {
    var lottery = Lottery(seed: 5)
    for _ in 0..<25 {
      var packets: [[UInt8]] = [Array("OpusHead".utf8) + packet(0, 11)]
      for index in 0..<Int.random(in: 1...60, using: &lottery) {
        let length = [0, 254, 255, 256, 65_024, .random(in: 0...4000, using: &lottery)].randomElement(using: &lottery)!
        packets.append(packet(index, length))
      }
      var writer = try OggWriter(serial: 77)
      var file: [UInt8] = []
      for (index, packet) in packets.enumerated() {
        if !writer.hasRoom(for: packet.count) || index == 1 { try flush(&writer, false, &file) }
        let bytes = packet
        try writer.append(bytes.span, granule: Int64(index))
      }
      try flush(&writer, true, &file)
      let found = try read(file, piece: .random(in: 500...9000, using: &lottery))
      #expect(found.packets == packets)
      #expect(found.damage == OggDamage())
      #expect(found.infos.last?.onLastPage == true && found.infos.last?.granule == Int64(packets.count - 1))
    }
  }

  @Test func writerRefusesWhatDoesNotFit() throws {
    var writer = try OggWriter(serial: 1)
    let long = [UInt8](repeating: 0, count: 65_025)
    let half = packet(0, 40_000)
    var codes: [Int32] = []
    do throws(Fault) { try writer.append(long.span, granule: 0) } catch { codes.append(error.code) }
    do throws(Fault) { try writer.append(half.span, granule: 0) } catch { codes.append(error.code) }
    do throws(Fault) { try writer.append(half.span, granule: 0) } catch { codes.append(error.code) }
    var out = [UInt8](repeating: 0, count: 100)
    var span = out.mutableSpan
    do throws(Fault) { _ = try writer.flush(into: &span) } catch { codes.append(error.code) }
    #expect(codes == [Fault.argument, .state, .noSpace(needed: 0)].map(\.code))
    let hasRoom = writer.hasRoom(for: 40_000)
    #expect(!hasRoom)
    var file: [UInt8] = []
    try flush(&writer, true, &file)
    #expect(file.count == 27 + 157 + 40_000)
  }

  private func flush(_ writer: inout OggWriter, _ isLast: Bool, _ file: inout [UInt8]) throws {
    var out = [UInt8](repeating: 0, count: OggWriter.maximumPage)
    var span = out.mutableSpan
    let length = try writer.flush(isLast: isLast, into: &span)
    file += out[..<length]
  }
}
