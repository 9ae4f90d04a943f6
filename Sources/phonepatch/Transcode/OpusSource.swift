import Foundation
import PatchBase
import PatchCodec

/// An Ogg Opus file (RFC 7845), chained ones included.
final class OpusSource: SoundSource {
  let file: InputFile
  let rate: Int32
  let channels: Int
  let originalRate: Int32
  let name = "Opus"
  let encoding: Encoding? = nil
  private(set) var warnings: [String] = []
  private var ogg: OggReader
  private var decoder: OpusDecoder
  private var timeline: OpusTimeline
  private var gain: Float?
  private var expectsTags = true
  private var hasFinished = false
  private var pcm: [Int16]
  private var waiting = 0..<0  // samples of `pcm`, counted with channels
  private var badPackets = 0

  /// `wanted` is the rate that the sound is to have in the end, nil for its original one.
  init(_ file: InputFile, wanted: Int32?) throws {
    var ogg = try OggReader()
    guard let first = try OpusSource.next(&ogg, file) else {
      throw file.complaint(
        file.position == 0
          ? "the file is empty" : "there is no Opus stream in this file (it needs an Ogg page with OpusHead)",
        at: 0)
    }
    let head = try OpusSource.head(ogg, first, file)
    self.file = file
    channels = head.channels
    let original = Int32(clamping: head.inputRate)
    originalRate = (8000...192_000).contains(original) ? original : 48_000
    // What was made from sound of a lower rate decodes to that rate without aliases, and faster.
    let target = wanted ?? originalRate
    let isDirect = [8000, 12_000, 16_000, 24_000].contains(target) && original > 0 && original <= target
    rate = isDirect ? target : 48_000
    decoder = try OpusDecoder(sampleRate: rate, channels: channels)
    timeline = OpusTimeline(head)
    self.ogg = ogg
    pcm = [Int16](repeating: 0, count: Int(rate) * 120 / 1000 * channels)
    begin(head)
  }

  func read(into out: inout [Int16]) throws -> Int {
    while waiting.isEmpty {
      guard try decodeNext() else { return 0 }
    }
    let count = min(waiting.count, out.count / channels * channels)
    for i in 0..<count { out[i] = pcm[waiting.lowerBound + i] }
    waiting = waiting.lowerBound + count..<waiting.upperBound
    return count / channels
  }

  /// Decodes one packet. False at the end.
  private func decodeNext() throws -> Bool {
    guard let packet = try OpusSource.next(&ogg, file) else {
      finish()
      return false
    }
    if packet.isFirst {
      let head = try OpusSource.head(ogg, packet, file)
      timeline = OpusTimeline(head)
      try decoder.reset()
      begin(head)
      return true
    }
    if expectsTags {
      expectsTags = false
      // What the tags say does not change the sound, so tags that are damaged or missing do not matter.
      if OpusSource.isTags(ogg) { return true }
    }
    var samples = 0
    do throws(Fault) {
      samples = try OpusSource.decode(&decoder, ogg, into: &pcm)
    } catch {
      badPackets += 1
      return true
    }
    // The timeline counts at 48 kHz, whatever the rate: 120 ms are 5760.
    let unit = 48_000 / Int(rate)
    let kept = timeline.take(packet, samples: samples * unit)
    // A cut in the middle of a sample of ours counts towards the later one, at both ends.
    waiting = (kept.lowerBound + unit - 1) / unit * channels..<(kept.upperBound + unit - 1) / unit * channels
    if let gain {
      for i in waiting { pcm[i] = Int16(clamping: Int32((Float(pcm[i]) * gain).rounded())) }
    }
    return true
  }

  private func begin(_ head: OpusHead) {
    gain = head.outputGain == 0 ? nil : Float(pow(10, Double(head.outputGain) / 256 / 20))
    expectsTags = true
  }

  private func finish() {
    guard !hasFinished else { return }
    hasFinished = true
    let damage = ogg.damage
    if damage.badPages > 0 { warnings.append("\(damage.badPages) damaged pages were left out") }
    if damage.gaps > 0 { warnings.append("pages are missing in \(damage.gaps) places: the sound is shorter there") }
    if damage.skippedBytes > 0 { warnings.append("\(damage.skippedBytes) bytes belong to no page") }
    if damage.brokenPackets > 0 { warnings.append("\(damage.brokenPackets) packets are incomplete") }
    if badPackets > 0 { warnings.append("\(badPackets) packets are not Opus") }
  }

  private static func decode(
    _ decoder: inout OpusDecoder, _ ogg: borrowing OggReader, into pcm: inout [Int16]
  ) throws(Fault) -> Int {
    var span = pcm.mutableSpan
    return try decoder.decode(ogg.packet, into: &span)
  }

  private static func isTags(_ ogg: borrowing OggReader) -> Bool { OpusTags.isTags(ogg.packet) }

  private static func head(_ ogg: borrowing OggReader, _ packet: OggPacket, _ file: InputFile) throws -> OpusHead {
    do throws(Fault) {
      return try OpusHead(ogg.packet)
    } catch {
      let text = error == .unsupported ? "Opus with more than two channels is not supported" : "the OpusHead is damaged"
      throw file.complaint(text, at: packet.pageOffset)
    }
  }

  /// The next packet, or nil at the end of the file.
  private static func next(_ ogg: inout OggReader, _ file: InputFile) throws -> OggPacket? {
    while true {
      if let packet = ogg.next() { return packet }
      if file.available == 0, try !file.fill() {
        ogg.finish()
        return ogg.next()
      }
      let taken = file.peek { ogg.feed($0) }
      file.consume(taken)
    }
  }
}
