import PatchBase
import Testing

@Suite struct ByteReaderTests {
  @Test func readsBothOrders() throws {
    let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7]
    var reader = ByteReader(bytes.span)
    #expect(try reader.byte() == 1)
    #expect(try reader.big(2) == 0x0203)
    #expect(try reader.little(2) == 0x0504)
    #expect(try reader.take(2) == 5..<7)
    #expect(reader.remaining == 0)
  }

  @Test func refusesToReadPastTheEnd() throws {
    let bytes: [UInt8] = [1, 2]
    var reader = ByteReader(bytes.span)
    var seen: [Int32] = []
    do { _ = try reader.big(3) } catch { seen.append(error.code) }
    do { _ = try reader.take(-1) } catch { seen.append(error.code) }
    do { _ = try reader.take(.max) } catch { seen.append(error.code) }
    #expect(seen == [-4, -4, -4])
    #expect(reader.offset == 0, "a refused read consumes nothing")
  }
}

@Suite struct ByteWriterTests {
  /// Writes one of everything into `capacity` bytes.
  func sample(capacity: Int) throws -> (length: Int, bytes: [UInt8]) {
    var memory = [UInt8](repeating: 0xEE, count: capacity)
    var span = memory.mutableSpan
    var writer = ByteWriter(span.window(0..<capacity))
    writer.byte(0x41)
    writer.append("bc")
    writer.decimal(0)
    writer.decimal(18_446_744_073_709_551_615)
    writer.big(0x0102, 2)
    writer.little(0x0102, 2)
    writer.reserve(2) { $0.fill(with: 0x7A) }
    let length = try writer.finish()
    return (length, memory)
  }

  @Test func writesEverything() throws {
    let (length, bytes) = try sample(capacity: 64)
    let expected = Array("Abc018446744073709551615".utf8) + [1, 2, 2, 1, 0x7A, 0x7A]
    #expect(Array(bytes[0..<length]) == expected)
    #expect(bytes[length...].allSatisfy { $0 == 0xEE }, "nothing is written past the end")
  }

  @Test func tooSmallLearnsTheSizeItNeeds() throws {
    for capacity in 0..<30 {
      do {
        _ = try sample(capacity: capacity)
        Issue.record("\(capacity) bytes cannot be enough")
      } catch let fault as Fault {
        #expect(fault == .noSpace(needed: 0) && fault.needed == 30)
      }
    }
    #expect(try sample(capacity: 30).length == 30)
  }
}

@Suite struct AudioFormatTests {
  @Test func countsBytes() {
    #expect(AudioFormat.telephone.bytesPerFrame == 160)
    #expect(AudioFormat(.l16, sampleRate: 24_000).bytesPerFrame == 960)
    #expect(AudioFormat(.alaw, sampleRate: 8000).samplesPerFrame == 160)
  }
}
