import PatchBase
import PatchCodec
import Testing

@Suite struct OpusLossTests {
  func settings(fec: Bool, rate: Int32 = 16_000) -> OpusEncoderSettings {
    var settings = OpusEncoderSettings(sampleRate: rate, bitrate: 32_000)
    settings.fec = fec
    settings.expectedLoss = fec ? 20 : 0
    settings.signal = .voice
    return settings
  }

  /// Every fifth packet is lost. `with` answers each loss; returns how near the result is to the undamaged decode, in dB.
  func damage(
    _ packets: [[UInt8]], rate: Int32, with answer: (inout OpusDecoder, [UInt8]) throws -> [Int16]
  ) throws -> Double {
    var whole = try OpusDecoder(sampleRate: rate)
    var damaged = try OpusDecoder(sampleRate: rate)
    var (expected, heard): ([Int16], [Int16]) = ([], [])
    for (index, packet) in packets.enumerated() {
      expected += try whole.frame(packet)
      if index % 5 == 3, index + 1 < packets.count {
        heard += try answer(&damaged, packets[index + 1])
      } else {
        heard += try damaged.frame(packet)
      }
    }
    return Sounds.ratio(expected, heard, delay: 0)
  }

  @Test(arguments: [8000, 16_000, 48_000] as [Int32]) func recoveryBeatsConcealmentBeatsSilence(rate: Int32) throws {
    let sound = Sounds.voice(rate: Int(rate), samples: Int(rate) * 4)
    let packets = try OpusTrip(sound, settings(fec: true, rate: rate), frame: 200).packets
    let samples = Int(rate) / 50
    var found = 0
    let recovered = try damage(packets, rate: rate) { decoder, next in
      let (hit, pcm) = try decoder.recovered(next, samples)
      found += hit ? 1 : 0
      return pcm
    }
    let concealed = try damage(packets, rate: rate) { decoder, _ in try decoder.concealed(samples) }
    let silent = try damage(packets, rate: rate) { _, _ in [Int16](repeating: 0, count: samples) }
    #expect(found > packets.count / 5 / 2)
    #expect(recovered > concealed + 3)
    #expect(concealed > silent)
  }

  @Test func withoutACopyRecoveryConceals() throws {
    let sound = Sounds.voice(rate: 16_000, samples: 16_000)
    let packets = try OpusTrip(sound, settings(fec: false), frame: 200).packets
    #expect(try packets.allSatisfy { try !structure($0).hasRecovery })
    var one = try OpusDecoder(sampleRate: 16_000)
    var other = try OpusDecoder(sampleRate: 16_000)
    for packet in packets[..<20] {
      _ = try one.frame(packet)
      _ = try other.frame(packet)
    }
    let (found, pcm) = try one.recovered(packets[21], 320)
    #expect(!found)
    #expect(try pcm == other.concealed(320))
  }

  @Test func packetsWithACopySayIt() throws {
    for (rate, channels) in [(8000, 1), (16_000, 1), (48_000, 1), (16_000, 2)] as [(Int32, Int)] {
      for frame in [100, 200, 400, 600] {
        var wanted = settings(fec: true, rate: rate)
        wanted.channels = channels
        let sound = Sounds.voice(rate: Int(rate), samples: Int(rate) * 3, channels: channels)
        let packets = try OpusTrip(sound, wanted, frame: frame).packets
        let saying = try packets.filter { try structure($0).hasRecovery }.count
        #expect(saying > packets.count / 3, "\(rate) \(channels) \(frame)")
      }
    }
  }

  @Test func musicHasNoCopy() throws {
    var wanted = settings(fec: true, rate: 48_000)
    wanted.application = .lowDelay
    let packets = try OpusTrip(Sounds.voice(rate: 48_000, samples: 48_000), wanted, frame: 200).packets
    #expect(try packets.allSatisfy { try !structure($0).hasRecovery })
    var decoder = try OpusDecoder(sampleRate: 48_000)
    _ = try decoder.frame(packets[10])
    #expect(try decoder.recovered(packets[12], 960).0 == false)
  }

  @Test func gapsOfAnyLengthUpTo120Milliseconds() throws {
    var decoder = try OpusDecoder(sampleRate: 48_000, channels: 2)
    for unit in 1...48 { #expect(try decoder.concealed(120 * unit).count == 240 * unit) }
    for samples in [-120, 0, 1, 119, 121, 5761, 5880, .max] {
      var pcm = [Int16](repeating: 0, count: 12_000)
      var span = pcm.mutableSpan
      var found: Fault?
      do { try decoder.conceal(samples: samples, into: &span) } catch { found = error }
      #expect(found == .argument, "\(samples)")
    }
    var small = [Int16](repeating: 0, count: 1919)
    var span = small.mutableSpan
    var found: Fault?
    do { try decoder.conceal(samples: 960, into: &span) } catch { found = error }
    #expect(found == .noSpace(needed: 0) && found?.needed == 1920)
  }
}
