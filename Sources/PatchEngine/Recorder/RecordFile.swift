internal import PatchBase
internal import PatchCodec

/// One file that is being written: its line of frames, and the bytes that wait for the host.
///
/// A WAV file is valid at every moment: its head is written first for no sound, and again for each second that the host
/// took, always after that second. An Ogg file consists of pages of a second, each valid for itself.
struct RecordFile: ~Copyable {
  private let frame: Int
  private let channels: Int
  private var granule: Int64 = 0
  private var packets = 0
  private let rate: Int32
  /// Of Opus, far above what its bitrate makes of 20 ms.
  private static let maximumPacket = 400
  /// Bytes that the host took.
  private(set) var written: UInt64 = 0
  private var headed: UInt64 = 0  // of them when the head was written last
  private var isBegun = false
  private var isFinished = false
  private var wantsHead = false
  private var bytes: ByteRing
  private var scratch: Block<UInt8>
  private var silence: Block<Int16>
  private var line: RecordLine
  private var wav: WavWriter?
  private var ogg: OggWriter?
  private var encoder: OpusEncoder?

  @inline(never)
  init(_ settings: RecorderSettings, index: Int, _ memory: inout Memory) {
    frame = Int(settings.sampleRate) / 50
    channels = settings.channels
    rate = settings.sampleRate
    line = RecordLine(frame: frame, channels: channels, &memory)
    bytes = ByteRing(max(settings.queue / 20 * frame * channels * 2, 2 * OggWriter.maximumPage), &memory)
    scratch = Block(OggWriter.maximumPage, &memory)
    silence = Block(frame * channels, &memory)
    wav = nil
    ogg = nil
    encoder = nil
    do {
      if settings.container == .wav {
        wav = try WavWriter(WavFormat(.l16, sampleRate: settings.sampleRate, channels: channels), large: true)
        return
      }
      var opus = OpusEncoderSettings(
        sampleRate: settings.sampleRate, channels: channels, bitrate: channels == 2 ? 40_000 : 24_000)
      // At 48 kHz libopus takes the lows of music away from what it believes to be speech.
      if settings.sampleRate == 48_000 { opus.application = .audio }
      opus.complexity = 5
      opus.maxPacket = RecordFile.maximumPacket
      encoder = memory.encoder(opus)
      ogg = try OggWriter(serial: settings.seed &+ UInt32(index))
    } catch { memory.note(error) }
  }

  // MARK: Sound

  /// A tick begins, after `missed` of which nothing is known.
  mutating func begin(missed: UInt64) {
    if !isBegun { open() }
    if missed > 0 {
      // What came before the gap is written before it, as far as it can be.
      while line.count > 0, line.owed == 0, write() {}
      line.owed += missed + UInt64(line.count)
      while line.count > 0 { line.removeFirst() }
    }
    line.begin()
  }

  mutating func add(_ said: Span<Int16>, channel: Int) { line.add(said, channel: channel) }
  mutating func cut(_ samples: Int, channel: Int) { line.cut(samples, channel: channel) }

  /// A tick ends: what is a second old is written.
  mutating func end() {
    var budget = 25
    while line.owed > 0, budget > 0, writeSilence() {
      line.owed -= 1
      budget -= 1
    }
    if line.owed == 0, line.isFull { _ = write() }
  }

  /// Nothing more comes. True when all of it could be given to the host, who otherwise polls and asks again.
  mutating func finish() -> Bool {
    if isFinished || !isBegun { return true }
    while line.owed > 0 {
      guard writeSilence() else { return false }
      line.owed -= 1
    }
    while line.count > 0 { guard write() else { return false } }
    if ogg != nil { guard close() else { return false } }
    isFinished = true
    wantsHead = wav != nil
    return true
  }

  /// The oldest frame goes from the line to the bytes; false when there is no room for it.
  private mutating func write() -> Bool {
    guard hasRoom else { return false }
    RecordFile.code(line, wav != nil, &encoder, into: &scratch, &packetBytes)
    line.removeFirst()
    return append()
  }

  private mutating func writeSilence() -> Bool {
    guard hasRoom else { return false }
    RecordFile.code(silence, wav != nil, &encoder, into: &scratch, &packetBytes)
    return append()
  }

  private var packetBytes = 0

  /// For a frame, and for the page that may become full with it.
  private var hasRoom: Bool {
    if wav != nil { return bytes.free >= frame * channels * 2 }
    return bytes.free >= (packets >= 49 ? 50 * RecordFile.maximumPacket : 0)
  }

  private mutating func append() -> Bool {
    if wav != nil {
      bytes.write(scratch, 0..<packetBytes)
      return true
    }
    granule += 960
    RecordFile.append(&ogg!, scratch, packetBytes, granule)
    packets += 1
    if packets >= 50 { _ = flush(isLast: false) }
    return true
  }

  private mutating func flush(isLast: Bool) -> Bool {
    guard bytes.free >= RecordFile.pageBytes(ogg) else { return false }
    let length = RecordFile.flush(&ogg!, isLast, into: &scratch)
    bytes.write(scratch, 0..<length)
    packets = 0
    return true
  }

  /// The encoder still holds the end of the sound: a frame more pushes it out, and the position says where it ends.
  private mutating func close() -> Bool {
    guard bytes.free >= OggWriter.maximumPage else { return false }
    RecordFile.code(silence, false, &encoder, into: &scratch, &packetBytes)
    RecordFile.append(&ogg!, scratch, packetBytes, granule + Int64(ahead))
    return flush(isLast: true)
  }

  /// How late the encoder is, in samples at 48 kHz.
  private var ahead: Int { mutating get { RecordFile.lookahead(encoder) * 48_000 / Int(rate) } }

  private mutating func open() {
    isBegun = true
    if wav != nil {
      let length = RecordFile.head(wav!, 0, into: &scratch)
      bytes.write(scratch, 0..<length)
      return
    }
    let head = OpusHead(channels: channels, preSkip: UInt16(ahead), inputRate: UInt32(rate))
    packetBytes = RecordFile.write(head, into: &scratch)
    RecordFile.append(&ogg!, scratch, packetBytes, 0)
    _ = flush(isLast: false)
    packetBytes = RecordFile.writeTags(into: &scratch)
    RecordFile.append(&ogg!, scratch, packetBytes, 0)
    _ = flush(isLast: false)
  }

  // MARK: Out

  /// The next bytes of the file and where in it they belong; nil when none wait.
  mutating func take(
    into buffer: inout MutableSpan<UInt8>
  ) throws(Fault) -> (length: Int, offset: UInt64)? {
    // A second of sound since the head was written, or the end.
    let second = UInt64(frame * channels * 100)
    if let wav, written - headed >= second || (wantsHead && bytes.count == 0) {
      let length = try wav.head(soundBytes: written - UInt64(wav.headBytes), into: &buffer)
      headed = written
      if bytes.count == 0 { wantsHead = false }
      return (length, 0)
    }
    guard bytes.count > 0 else { return nil }
    guard buffer.count >= 256 else { throw .noSpace(needed: 256) }
    var target = buffer.window(0..<min(buffer.count, Int(second)))
    let offset = written
    let length = bytes.read(into: &target)
    written += UInt64(length)
    return (length, offset)
  }

  /// Nothing is in it yet.
  var isNew: Bool { !isBegun }

  // These take the parts that they use, so that their accesses stay apart.

  private static func code(
    _ line: borrowing RecordLine, _ plain: Bool, _ encoder: inout OpusEncoder?, into scratch: inout Block<UInt8>,
    _ length: inout Int
  ) { code(line.first, plain, &encoder, into: &scratch, &length) }

  private static func code(
    _ silence: borrowing Block<Int16>, _ plain: Bool, _ encoder: inout OpusEncoder?, into scratch: inout Block<UInt8>,
    _ length: inout Int
  ) { code(silence.span, plain, &encoder, into: &scratch, &length) }

  private static func code(
    _ pcm: Span<Int16>, _ plain: Bool, _ encoder: inout OpusEncoder?, into scratch: inout Block<UInt8>,
    _ length: inout Int
  ) {
    var target = scratch.mutableSpan
    if plain {
      var bytes = target.window(0..<pcm.count * 2)
      PlainCodec.encode(pcm, .l16, into: &bytes)
      length = pcm.count * 2
    } else {
      var packet = target.window(0..<RecordFile.maximumPacket)
      length = (try? encoder!.encode(pcm, into: &packet)) ?? 0
    }
  }

  private static func pageBytes(_ ogg: borrowing OggWriter?) -> Int {
    switch ogg {
    case .some(let ogg): ogg.pageBytes
    case .none: 0
    }
  }

  private static func lookahead(_ encoder: borrowing OpusEncoder?) -> Int {
    switch encoder {
    case .some(let encoder): encoder.lookahead
    case .none: 0
    }
  }

  private static func head(_ wav: WavWriter, _ sound: UInt64, into scratch: inout Block<UInt8>) -> Int {
    var target = scratch.mutableSpan
    return (try? wav.head(soundBytes: sound, into: &target)) ?? 0
  }

  private static func write(_ head: OpusHead, into scratch: inout Block<UInt8>) -> Int {
    var target = scratch.mutableSpan
    return (try? head.write(into: &target)) ?? 0
  }

  private static func writeTags(into scratch: inout Block<UInt8>) -> Int {
    var target = scratch.mutableSpan
    let vendor: StaticString = "phonepatch"
    return (try? OpusTags.write(vendor: vendor.bytes, into: &target)) ?? 0
  }

  private static func append(_ ogg: inout OggWriter, _ scratch: borrowing Block<UInt8>, _ length: Int, _ granule: Int64)
  {
    try? ogg.append(scratch.span.window(0..<length), granule: granule)
  }

  private static func flush(_ ogg: inout OggWriter, _ isLast: Bool, into scratch: inout Block<UInt8>) -> Int {
    var target = scratch.mutableSpan
    return (try? ogg.flush(isLast: isLast, into: &target)) ?? 0
  }

  @inline(never) deinit {}
}
