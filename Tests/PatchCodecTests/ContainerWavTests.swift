import PatchBase
import PatchCodec
import Testing

/// What reading a whole file gives, in pieces of at most `piece` bytes.
private struct Reading: Equatable {
  var format: WavFormat?
  var sound: [UInt8] = []
  var fault: Int32 = 0
  var problem: WavProblem?
  var position: UInt64 = 0
}

private func read(_ file: [UInt8], piece: Int = .max) -> Reading {
  var reader = WavReader()
  var result = Reading()
  var offset = 0
  do throws(Fault) {
    reading: while true {
      let end = offset + min(piece, file.count - offset)
      let bytes = Array(file[offset..<end])
      switch try reader.step(bytes.span) {
      case .more(let consumed):
        #expect(consumed > 0 || end == file.count || piece < 64)
        offset += consumed
        if end == file.count {
          try reader.finish()
          break reading
        }
      case .sound(let range):
        #expect(!range.isEmpty && range.upperBound <= bytes.count)
        result.sound += bytes[range]
        offset += range.upperBound
      case .end: break reading
      }
    }
  } catch {
    result.fault = error.code
  }
  result.format = reader.format
  result.problem = reader.problem
  result.position = reader.position
  return result
}

private let sound = (0..<320).map { UInt8((7 * $0 + 3) % 256) }

@Suite struct ContainerWavTests {
  @Test(arguments: [
    ("pcm16", WavFormat(.l16, sampleRate: 8000), 320),
    ("stereo48k", WavFormat(.l16, sampleRate: 48000, channels: 2), 320),
    ("mulaw", WavFormat(.mulaw, sampleRate: 8000), 320), ("alaw", WavFormat(.alaw, sampleRate: 8000), 320),
    ("extensible", WavFormat(.l16, sampleRate: 16000, channels: 2), 320),
    ("extensible-mulaw", WavFormat(.mulaw, sampleRate: 8000), 320),
    ("odd-chunks", WavFormat(.l16, sampleRate: 8000), 320), ("odd-sound", WavFormat(.mulaw, sampleRate: 8000), 319),
    ("rf64", WavFormat(.l16, sampleRate: 8000), 320), ("until-end", WavFormat(.l16, sampleRate: 8000), 320),
    ("zero-until-end", WavFormat(.l16, sampleRate: 8000), 320), ("empty", WavFormat(.l16, sampleRate: 8000), 0),
    ("lying", WavFormat(.l16, sampleRate: 8000), 320),
    ("half-sample", WavFormat(.l16, sampleRate: 8000, channels: 2), 316),
  ])
  func reads(_ name: String, _ format: WavFormat, _ length: Int) throws {
    let file = try containerFile("\(name).wav")
    for piece in [Int.max, 64, 65, 100, 333] {
      let found = read(file, piece: piece)
      #expect(found.fault == 0)
      #expect(found.format == format)
      #expect(found.sound == Array(sound[..<length]))
    }
    let place = try WavReader.locate(file.span)
    #expect(place.format == format)
    #expect(Array(file[place.sound]) == Array(sound[..<length]))
  }

  @Test(arguments: [
    ("bad-eight-bit", WavProblem.bits(8), Fault.unsupported, UInt64(12)),
    ("bad-float", .encoding(3), .unsupported, 12), ("bad-extensible", .encoding(0xFFFE), .unsupported, 12),
    ("bad-rifx", .bigEndian, .unsupported, 0), ("bad-no-format", .noFormat, .malformed, 12),
    ("bad-no-sound", .cutShort, .malformed, 62), ("bad-short-format", .shortFormat, .malformed, 12),
    ("bad-no-channel", .channels(0), .malformed, 12), ("bad-block", .block(4), .malformed, 12),
    ("bad-rate", .sampleRate(0), .malformed, 12), ("bad-text", .notWav, .malformed, 0),
  ])
  func refuses(_ name: String, _ problem: WavProblem, _ fault: Fault, _ position: UInt64) throws {
    let found = read(try containerFile("\(name).wav"))
    #expect(found.fault == fault.code)
    #expect(found.problem == problem)
    #expect(found.position == position)
  }

  @Test func knowsTheLengthAhead() throws {
    for (name, length) in [("pcm16", 320), ("lying", 1_000_000), ("rf64", 320), ("until-end", nil)]
      as [(String, UInt64?)]
    {
      var reader = WavReader()
      let file = try containerFile("\(name).wav")
      _ = try reader.step(file.span)
      #expect(reader.soundBytes == length)
    }
  }

  @Test(arguments: ["pcm16", "rf64", "odd-chunks", "extensible"])
  func endsCleanlyWhereverTheFileIsCut(_ name: String) throws {
    let file = try containerFile("\(name).wav")
    for length in 0..<file.count {
      let found = read(Array(file[..<length]))
      if found.fault == 0 {
        #expect(sound.starts(with: found.sound))
      } else {
        #expect(found.problem == .cutShort)
      }
    }
  }

  @Test func survivesMutations() throws {
    var lottery = Lottery(seed: 1)
    for name in ["rf64", "odd-chunks", "extensible", "odd-sound"] {
      let file = try containerFile("\(name).wav")
      for _ in 0..<1_500 {
        var bytes = file
        for _ in 0..<Int.random(in: 1...4, using: &lottery) {
          bytes[Int.random(in: 0..<90, using: &lottery)] = [
            0, 1, 0x7F, 0x80, 0xFF, .random(in: 0...255, using: &lottery),
          ]
          .randomElement(using: &lottery)!
        }
        let found = read(bytes, piece: Int.random(in: 64...400, using: &lottery))
        #expect(found.sound.count <= bytes.count)
        #expect((found.fault == 0) == (found.problem == nil))
      }
    }
  }

  @Test func writesWhatItReads() throws {
    var lottery = Lottery(seed: 2)
    for _ in 0..<500 {
      let format = WavFormat(
        [.l16, .mulaw, .alaw].randomElement(using: &lottery)!, sampleRate: .random(in: 1...768_000, using: &lottery),
        channels: .random(in: 1...64, using: &lottery))
      let writer = try WavWriter(format, large: .random(using: &lottery))
      let blocks = Int.random(in: 0...20, using: &lottery)
      let body = (0..<blocks * format.bytesPerBlock).map { _ in UInt8.random(in: 0...255, using: &lottery) }
      let known = Bool.random(using: &lottery) || body.isEmpty
      var file = head(writer, known ? UInt64(body.count) : nil) + body
      file += [UInt8](repeating: 0, count: writer.padBytes(soundBytes: UInt64(body.count)))
      // A length that was not known takes the pad byte for sound, when one byte is a block.
      let found = read(file, piece: .random(in: 94...2000, using: &lottery))
      #expect(found.fault == 0)
      #expect(found.format == format)
      #expect(found.sound.starts(with: body) && (found.sound.count == body.count || !known))
      #expect(writer.headBytes <= WavWriter.maximumHeadBytes)
    }
  }

  @Test func everyHeadOfARecordingIsValid() throws {
    let writer = try WavWriter(WavFormat(.l16, sampleRate: 8000))
    let body = [UInt8](repeating: 5, count: 1000)
    // Sound is written before the head is updated: what is there counts, as far as the head says.
    for written in stride(from: 0, through: 1000, by: 50) {
      let found = read(head(writer, UInt64(written)) + body[..<min(1000, written + 40)])
      #expect(found.fault == 0)
      #expect(found.sound.count == (written == 0 ? 40 : written))
    }
  }

  @Test func growsBeyondFourGigabytes() throws {
    let format = WavFormat(.l16, sampleRate: 48000, channels: 2)
    let large = try WavWriter(format, large: true)
    let small = try WavWriter(format)
    #expect(String(decoding: head(large, 1000).prefix(4), as: UTF8.self) == "RIFF")
    let grown = head(large, 5_000_000_000) + [1, 2, 3, 4]
    #expect(String(decoding: grown.prefix(4), as: UTF8.self) == "RF64")
    var reader = WavReader()
    var step = try reader.step(grown.span)
    #expect(step == .sound(grown.count - 4..<grown.count))
    #expect(reader.soundBytes == 5_000_000_000)
    reader = WavReader()
    let endless = head(small, 5_000_000_000) + [1, 2, 3, 4]
    step = try reader.step(endless.span)
    #expect(step == .sound(endless.count - 4..<endless.count))
    #expect(reader.soundBytes == nil)
  }

  @Test func refusesToWriteNonsense() {
    for format in [
      WavFormat(.l16Network, sampleRate: 8000), WavFormat(.l16, sampleRate: 0),
      WavFormat(.l16, sampleRate: 8000, channels: 65),
    ] {
      #expect(faultCode { () throws(Fault) in _ = try WavWriter(format) } == Fault.argument.code)
    }
    var out = [UInt8](repeating: 0, count: 43)
    var span = out.mutableSpan
    var fault: Fault?
    do throws(Fault) {
      _ = try WavWriter(WavFormat(.l16, sampleRate: 8000)).head(soundBytes: 0, into: &span)
    } catch { fault = error }
    #expect(fault?.code == -2 && fault?.needed == 44)
  }

  private func head(_ writer: WavWriter, _ bytes: UInt64?) -> [UInt8] {
    var out = [UInt8](repeating: 0, count: writer.headBytes)
    var span = out.mutableSpan
    let length = try? writer.head(soundBytes: bytes, into: &span)
    #expect(length == writer.headBytes)
    return out
  }
}
