public import PatchBase

/// Writes the head of a WAV file. The head for any length of sound has the same size, so a recorder rewrites it from
/// time to time, and the file is valid whatever happens next.
public struct WavWriter: Sendable {
  /// What the file holds.
  public let format: WavFormat
  /// True when the head keeps room for the sizes of a file beyond 4 GiB (RF64, EBU Tech 3306).
  public let large: Bool

  /// The most bytes that a head has.
  public static let maximumHeadBytes = 94

  /// Throws `argument` for what WAV cannot say: L16 in network order, channels or a rate out of `WavFormat`'s range.
  public init(_ format: WavFormat, large: Bool = false) throws(Fault) {
    guard format.encoding != .l16Network, WavFormat.channelRange.contains(format.channels),
      WavFormat.rateRange.contains(format.sampleRate)
    else { throw .argument }
    self.format = format
    self.large = large
  }

  /// The size of the head: the sound begins here.
  public var headBytes: Int { 12 + (large ? 36 : 0) + (isPCM ? 24 : 26 + 12) + 8 }

  /// Zero bytes to put after the sound when the file ends: chunks begin at even places.
  public func padBytes(soundBytes: UInt64) -> Int { Int(soundBytes & 1) }

  /// Writes the head for a file that holds `soundBytes` of sound, or nil for one that cannot be rewritten, whose
  /// sound then lasts until the file ends. Beyond 4 GiB without `large` it is written as nil is.
  /// Returns `headBytes`; throws `noSpace`.
  public func head(soundBytes: UInt64?, into out: inout MutableSpan<UInt8>) throws(Fault) -> Int {
    var sound = soundBytes ?? .max
    let around = UInt64(headBytes - 8)
    let fits = sound < 0xFFFF_FFFF - around
    let grown = large && !fits && soundBytes != nil
    if !fits && !grown { sound = .max }
    let riff = sound == .max ? sound : around &+ sound &+ (sound & 1)
    let block = UInt64(truncatingIfNeeded: format.bytesPerBlock)
    let samples = sound == .max ? sound : sound / block

    var writer = ByteWriter(out.window(0..<out.count))
    WavWriter.begin(grown ? "RF64" : "RIFF", grown ? .max : riff, &writer)
    writer.append("WAVE")
    if large {
      WavWriter.begin(grown ? "ds64" : "JUNK", 28, &writer)
      writer.little(grown ? riff : 0, 8)
      writer.little(grown ? sound : 0, 8)
      writer.little(grown ? samples : 0, 8)
      writer.little(0, 4)
    }
    describe(block, into: &writer)
    if !isPCM {
      WavWriter.begin("fact", 4, &writer)
      writer.little(min(samples, 0xFFFF_FFFF), 4)
    }
    WavWriter.begin("data", grown ? .max : sound, &writer)
    return try writer.finish()
  }

  /// A chunk's name and size; one beyond 4 GiB is told as the most.
  @inline(never)
  private static func begin(_ name: StaticString, _ size: UInt64, _ writer: inout ByteWriter) {
    writer.append(name)
    writer.little(min(size, 0xFFFF_FFFF), 4)
  }

  private var isPCM: Bool { format.encoding == .l16 }

  /// Channels and rate are in range.
  private func describe(_ block: UInt64, into writer: inout ByteWriter) {
    let rate = UInt64(UInt32(bitPattern: format.sampleRate))
    WavWriter.begin("fmt ", isPCM ? 16 : 18, &writer)
    switch format.encoding {
    case .l16, .l16Network: writer.little(1, 2)
    case .alaw: writer.little(6, 2)
    case .mulaw: writer.little(7, 2)
    }
    writer.little(UInt64(truncatingIfNeeded: format.channels), 2)
    writer.little(rate, 4)
    writer.little(rate &* block, 4)
    writer.little(block, 2)
    writer.little(UInt64(truncatingIfNeeded: 8 &* format.encoding.bytesPerSample), 2)
    if !isPCM { writer.little(0, 2) }  // no extension
  }
}
