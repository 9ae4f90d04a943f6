import PatchBase
import PatchCodec

/// Writes an Ogg Opus file (RFC 7845) that decodes to exactly as many samples as went in.
final class OpusSink: SoundSink {
  let file: OutputFile
  let name = "Opus"
  let rate: Int32
  let channels: Int
  private var encoder: OpusEncoder
  private var ogg: OggWriter
  private let preSkip: Int64  // at 48 kHz
  private let frameSamples: Int  // per channel
  private let unit: Int64  // samples at 48 kHz in one of ours
  private var frame: [Int16] = []
  private var packet = [UInt8](repeating: 0, count: 4000)
  private var page = [UInt8](repeating: 0, count: OggWriter.maximumPage)
  private var samples: Int64 = 0  // that came in, per channel
  private var encoded: Int64 = 0  // at 48 kHz
  private var pageStart: Int64 = 0  // at 48 kHz

  /// `frameTenths` is the length of a frame in tenths of a millisecond, `originalRate` what a player may tell people.
  init(_ file: OutputFile, _ settings: OpusEncoderSettings, frameTenths: Int, originalRate: Int32) throws {
    self.file = file
    rate = settings.sampleRate
    channels = settings.channels
    unit = Int64(48_000 / settings.sampleRate)
    frameSamples = Int(settings.sampleRate) * frameTenths / 10_000
    encoder = try OpusEncoder(settings)
    ogg = try OggWriter(serial: .random(in: 0 ... .max))
    preSkip = Int64(encoder.lookahead) * unit
    frame.reserveCapacity(frameSamples * channels)

    let head = OpusHead(channels: channels, preSkip: UInt16(preSkip), inputRate: UInt32(originalRate))
    let headLength = try OpusSink.fill(&packet) { (span) throws(Fault) in try head.write(into: &span) }
    try append(headLength, granule: 0)
    try flush()
    let vendor = Array(Versions.opus.utf8)
    let tagsLength = try OpusSink.fill(&packet) { (span) throws(Fault) in
      try OpusTags.write(vendor: vendor.span, into: &span)
    }
    try append(tagsLength, granule: 0)
    try flush()
  }

  func write(_ pcm: ArraySlice<Int16>) throws {
    samples += Int64(pcm.count / channels)
    var rest = pcm
    while !rest.isEmpty {
      let taken = rest.prefix(frameSamples * channels - frame.count)
      frame += taken
      rest = rest.dropFirst(taken.count)
      if frame.count == frameSamples * channels { try encodeFrame(end: nil) }
    }
  }

  func finish() throws {
    // The decoder's output lags, so silence pushes the last samples out; the last page says where the sound ends.
    let end = preSkip + samples * unit
    while encoded < end {
      frame += repeatElement(0, count: frameSamples * channels - frame.count)
      try encodeFrame(end: end)
    }
    try flush(isLast: true)
    try file.finish()
  }

  private func encodeFrame(end: Int64?) throws {
    let length = try OpusSink.encode(&encoder, frame, into: &packet)
    frame.removeAll(keepingCapacity: true)
    if !ogg.hasRoom(for: length) || encoded - pageStart >= 48_000 { try flush() }
    encoded += Int64(frameSamples) * unit
    try append(length, granule: min(encoded, end ?? .max))
  }

  /// Puts the first `length` bytes of `packet` on the page.
  private func append(_ length: Int, granule: Int64) throws {
    try OpusSink.append(packet, length, granule, to: &ogg)
  }

  private func flush(isLast: Bool = false) throws {
    let length = try OpusSink.flush(&ogg, isLast, into: &page)
    try file.write(page[..<length])
    pageStart = encoded
  }

  // Spans of a class's arrays live as long as a call that borrows them.

  private static func fill(
    _ bytes: inout [UInt8], _ body: (inout MutableSpan<UInt8>) throws(Fault) -> Int
  ) throws(Fault) -> Int {
    var span = bytes.mutableSpan
    return try body(&span)
  }

  private static func encode(
    _ encoder: inout OpusEncoder, _ frame: [Int16], into packet: inout [UInt8]
  ) throws(Fault) -> Int {
    var span = packet.mutableSpan
    return try encoder.encode(frame.span, into: &span)
  }

  private static func append(
    _ packet: [UInt8], _ length: Int, _ granule: Int64, to ogg: inout OggWriter
  ) throws(Fault) {
    try ogg.append(packet.span.extracting(0..<length), granule: granule)
  }

  private static func flush(
    _ ogg: inout OggWriter, _ isLast: Bool, into page: inout [UInt8]
  ) throws(Fault) -> Int {
    var span = page.mutableSpan
    return try ogg.flush(isLast: isLast, into: &span)
  }
}
