import PatchBase
import PatchCodec
import Testing

@Suite struct ContainerOpusTests {
  @Test func headIsWrittenAsItIsRead() throws {
    var lottery = Lottery(seed: 6)
    for _ in 0..<200 {
      let head = OpusHead(
        channels: .random(in: 1...2, using: &lottery), preSkip: .random(in: 0...65535, using: &lottery),
        inputRate: .random(in: 0...192_000, using: &lottery), outputGain: .random(in: -32768...32767, using: &lottery))
      var out = [UInt8](repeating: 0, count: 19)
      var span = out.mutableSpan
      let length = try head.write(into: &span)
      #expect(length == 19)
      #expect(try opusHead(out) == head)
      for length in 0..<19 {
        #expect(faultCode { () throws(Fault) in _ = try opusHead(Array(out[..<length])) } == Fault.malformed.code)
      }
    }
  }

  @Test func headRefusesWhatWeCannotPlay() throws {
    let plain: [UInt8] = Array("OpusHead".utf8) + [1, 2, 0, 0, 0, 0, 0, 0, 0, 0]
    #expect(faultCode { () throws(Fault) in _ = try opusHead((plain + [0])) } == 0)
    #expect(faultCode { () throws(Fault) in _ = try opusHead((plain + [1, 1, 1, 0, 1])) } == 0)
    #expect(faultCode { () throws(Fault) in _ = try opusHead((plain + [1, 2, 0, 0, 1])) } == Fault.unsupported.code)
    #expect(faultCode { () throws(Fault) in _ = try opusHead((plain + [1, 1, 1, 1, 0])) } == Fault.unsupported.code)
    #expect(faultCode { () throws(Fault) in _ = try opusHead((plain + [1, 1, 1])) } == Fault.malformed.code)
    #expect(faultCode { () throws(Fault) in _ = try opusHead((plain + [255])) } == Fault.unsupported.code)
    var changed = plain + [0]
    changed[9] = 0
    #expect(faultCode { () throws(Fault) in _ = try opusHead(changed) } == Fault.malformed.code)
    changed[9] = 3
    #expect(faultCode { () throws(Fault) in _ = try opusHead(changed) } == Fault.malformed.code)
    changed[9] = 1
    changed[8] = 16
    #expect(faultCode { () throws(Fault) in _ = try opusHead(changed) } == Fault.unsupported.code)
    changed[8] = 15
    #expect(faultCode { () throws(Fault) in _ = try opusHead(changed) } == 0)
    var out = [UInt8](repeating: 0, count: 19)
    var span = out.mutableSpan
    var code: Int32 = 0
    do throws(Fault) {
      _ = try OpusHead(channels: 3, preSkip: 0, inputRate: 0).write(into: &span)
    } catch { code = error.code }
    #expect(code == Fault.argument.code)
  }

  @Test func tagsAreWrittenAsTheyAreRead() throws {
    var out = [UInt8](repeating: 0, count: 100)
    var span = out.mutableSpan
    let vendor = Array("libopus 1.3.1".utf8)
    let length = try OpusTags.write(vendor: vendor.span, into: &span)
    let packet = Array(out[..<length])
    let tags = try opusTags(packet)
    #expect(String(decoding: packet[tags.vendor], as: UTF8.self) == "libopus 1.3.1")
    let first = comment(tags, in: packet)
    #expect(first.map { String(decoding: packet[$0], as: UTF8.self) } == "ENCODER=phonepatch")
    for cut in 0..<length {
      #expect(faultCode { () throws(Fault) in _ = try opusTags(Array(packet[..<cut])) } == Fault.malformed.code)
    }
    var lying = packet
    lying[29] = 0xFF
    lying[32] = 0xFF
    #expect(faultCode { () throws(Fault) in _ = try opusTags(lying) } == Fault.malformed.code)
  }

  @Test func timelineSkipsTheDelayAndCutsTheEnd() {
    var timeline = OpusTimeline(OpusHead(channels: 1, preSkip: 1200, inputRate: 0))
    // Three pages of two packets; the last page counts only 100 samples.
    let kept = [
      timeline.take(page(-1, ends: false), samples: 960), timeline.take(page(1920), samples: 960),
      timeline.take(page(3840, ends: false), samples: 960), timeline.take(page(3840), samples: 960),
      timeline.take(page(3940, ends: false, last: true), samples: 960),
      timeline.take(page(3940, last: true), samples: 960),
    ]
    #expect(kept == [960..<960, 240..<960, 0..<960, 0..<960, 0..<100, 0..<0])
    #expect(timeline.length == 3940 - 1200)
  }

  @Test func timelineOfOnePageBeginsAtZero() {
    var timeline = OpusTimeline(OpusHead(channels: 1, preSkip: 312, inputRate: 0))
    #expect(timeline.take(page(500, last: true), samples: 960) == 312..<500)
    #expect(timeline.length == 188)
    timeline = OpusTimeline(OpusHead(channels: 1, preSkip: 312, inputRate: 0))
    #expect(timeline.take(page(100, last: true), samples: 960) == 312..<312)
  }

  @Test func timelineOfACaptureKeepsItsStart() {
    var timeline = OpusTimeline(OpusHead(channels: 1, preSkip: 0, inputRate: 0))
    #expect(timeline.take(page(1_000_960), samples: 960) == 0..<960)
    #expect(timeline.take(page(1_001_000, last: true), samples: 960) == 0..<40)
  }

  @Test func timelineSurvivesLies() {
    var lottery = Lottery(seed: 8)
    for _ in 0..<2000 {
      var timeline = OpusTimeline(OpusHead(channels: 1, preSkip: .random(in: 0...65535, using: &lottery), inputRate: 0))
      for _ in 0..<6 {
        let granule = [Int64.min, -1, 0, .max, .random(in: .min ... .max, using: &lottery)].randomElement(
          using: &lottery)!
        let samples = Int.random(in: 0...5760, using: &lottery)
        let kept = timeline.take(
          page(granule, ends: .random(using: &lottery), last: .random(using: &lottery)), samples: samples)
        #expect(kept.lowerBound >= 0 && kept.upperBound <= samples)
      }
    }
  }

  private func page(_ granule: Int64, ends: Bool = true, last: Bool = false) -> OggPacket {
    OggPacket(
      length: 0, isFirst: false, endsPage: ends, onLastPage: last, granule: granule, afterGap: false, isCut: false,
      pageOffset: 0)
  }
}
