public import PatchBase

/// Reads a WAV file (RIFF, also RF64 and BW64 of EBU Tech 3306) from pieces of any size that hold at least 128 bytes
/// each, except the last.
///
/// Sizes in the file are taken as hints: a sound chunk that claims more than there is ends with the file, and one of
/// 0 or 0xFFFFFFFF bytes, as writers leave it that could not go back, lasts until the file ends. Chunks other than
/// `fmt `, `ds64` and `data` are skipped, and so is everything after the sound.
///
///     loop: step(bytes) → .more: read on, give what is after `consumed` again → .sound(range) … → .end
public struct WavReader: Sendable {
  private enum Stage {
    case riff
    case chunk
    case skip(UInt64)
    case sound(UInt64)
    case end
  }

  /// What a step found.
  public enum Step: Equatable, Sendable {
    /// Nothing more can be read from this piece: come back with the bytes after `consumed`, and more.
    case more(consumed: Int)
    /// Whole blocks of sound; the next step begins after this range.
    case sound(Range<Int>)
    /// No sound follows.
    case end
  }

  private var stage = Stage.riff
  private var riffSize: UInt64 = 0
  private var dataSize: UInt64?  // from ds64

  /// What the file holds; known before the first `.sound`.
  public private(set) var format: WavFormat?
  /// How long the file says its sound is, in bytes; nil while unknown or until the file ends.
  public private(set) var soundBytes: UInt64?
  /// How many bytes are done with. After a fault: where the trouble is.
  public private(set) var position: UInt64 = 0
  /// Says more about the fault that was thrown.
  public private(set) var problem: WavProblem?

  public init() {}

  /// Reads on. Throws `malformed` for a file that is not WAV or contradicts itself and `unsupported` for one that
  /// holds something else than 16-bit PCM or G.711; `problem` and `position` then say what and where.
  public mutating func step(_ bytes: Span<UInt8>) throws(Fault) -> Step {
    var offset = 0
    while true {
      let left = bytes.window(offset..<bytes.count)
      switch stage {
      case .riff:
        guard left.count >= 12 else { return .more(consumed: offset) }
        try riff(left)
        offset += 12
      case .chunk:
        guard let used = try chunk(left) else { return .more(consumed: offset) }
        offset += used
      case .skip(let length):
        let used = Int(min(length, UInt64(left.count)))
        offset += used
        position += UInt64(used)
        guard UInt64(used) == length else {
          stage = .skip(length - UInt64(used))
          return .more(consumed: offset)
        }
        stage = .chunk
      case .sound(let length):
        // A block cut off by the chunk's end is not sound.
        let block = format?.bytesPerBlock ?? 1
        let usable = Int(min(length, UInt64(left.count))) / block * block
        guard usable > 0 else {
          guard length < UInt64(block) else { return .more(consumed: offset) }
          stage = .end
          return .end
        }
        position += UInt64(usable)
        stage = .sound(length == .max ? .max : length - UInt64(usable))
        return .sound(offset..<offset + usable)
      case .end:
        return .end
      }
    }
  }

  /// Says that no more bytes follow. Throws `malformed` when the file ended before its sound began.
  public mutating func finish() throws(Fault) {
    switch stage {
    case .sound, .end: stage = .end
    case .riff, .chunk, .skip: throw fail(.cutShort, .malformed)
    }
  }

  private mutating func riff(_ bytes: Span<UInt8>) throws(Fault) {
    let form = tag(bytes, 0)
    guard form != 0x5249_4658 else { throw fail(.bigEndian, .unsupported) }  // RIFX
    let known = form == 0x5249_4646 || form == 0x5246_3634 || form == 0x4257_3634  // RIFF, RF64, BW64
    guard known, tag(bytes, 8) == 0x5741_5645 else { throw fail(.notWav, .malformed) }  // WAVE
    riffSize = number(bytes, 4, 4)
    position += 12
    stage = .chunk
  }

  /// Reads one chunk's head, and the body of those we know. Nil when the piece is too short for it.
  private mutating func chunk(_ bytes: Span<UInt8>) throws(Fault) -> Int? {
    guard bytes.count >= 8 else { return nil }
    let size = number(bytes, 4, 4)
    var used = 8
    switch tag(bytes, 0) {
    case 0x666D_7420 where format == nil:  // "fmt ": the first one counts
      guard size >= 16 else { throw fail(.shortFormat, .malformed) }
      used += Int(min(size, 40))
      guard bytes.count >= used else { return nil }
      format = try describe(bytes.window(8..<used))
    case 0x6473_3634:  // "ds64"
      guard size >= 24 else { break }
      used += 24
      guard bytes.count >= used else { return nil }
      riffSize = number(bytes, 8, 8)
      dataSize = number(bytes, 16, 8)
    case 0x6461_7461:  // "data"
      guard format != nil else { throw fail(.noFormat, .malformed) }
      position += 8
      stage = .sound(length(claimed: size))
      return 8
    default: break
    }
    position += UInt64(used)
    stage = .skip(size + (size & 1) - UInt64(used - 8))  // chunks begin at even places
    return used
  }

  /// How much sound to expect; `UInt64.max` until the file ends.
  private mutating func length(claimed: UInt64) -> UInt64 {
    var size = claimed
    if size == 0xFFFF_FFFF, let large = dataSize { size = large }
    // An empty sound chunk is believed only when the file says that something follows it.
    let followed = riffSize < 0xFFFF_FFFF && riffSize > position - 8
    guard size != 0 || followed, size != 0xFFFF_FFFF, size < UInt64(Int64.max) else { return .max }
    soundBytes = size
    return size
  }

  private mutating func describe(_ body: Span<UInt8>) throws(Fault) -> WavFormat {
    var code = UInt16(number(body, 0, 2))
    let channels = UInt16(number(body, 2, 2))
    let rate = UInt32(number(body, 4, 4))
    let block = UInt16(number(body, 12, 2))
    let bits = UInt16(number(body, 14, 2))
    if code == 0xFFFE {  // EXTENSIBLE: the code is the head of a GUID whose rest is fixed
      guard body.count >= 40, number(body, 26, 6) == 0x0010_0000_0000, number(body, 32, 8) == 0x719B_3800_AA00_0080
      else { throw fail(.encoding(code), .unsupported) }
      code = UInt16(number(body, 24, 2))
    }
    let encoding: Encoding
    switch code {
    case 1: encoding = .l16
    case 6: encoding = .alaw
    case 7: encoding = .mulaw
    default: throw fail(.encoding(code), .unsupported)
    }
    guard Int(bits) == 8 * encoding.bytesPerSample else { throw fail(.bits(bits), .unsupported) }
    guard channels > 0 else { throw fail(.channels(channels), .malformed) }
    guard WavFormat.channelRange.contains(Int(channels)) else { throw fail(.channels(channels), .unsupported) }
    guard rate > 0 else { throw fail(.sampleRate(rate), .malformed) }
    guard rate <= UInt32(WavFormat.rateRange.upperBound) else { throw fail(.sampleRate(rate), .unsupported) }
    let format = WavFormat(encoding, sampleRate: Int32(rate), channels: Int(channels))
    guard block == 0 || Int(block) == format.bytesPerBlock else { throw fail(.block(block), .malformed) }
    return format
  }

  private mutating func fail(_ found: WavProblem, _ fault: Fault) -> Fault {
    problem = found
    return fault
  }
}

extension WavReader {
  /// Reads a file that is in memory as a whole: its format and where its sound is.
  public static func locate(_ file: Span<UInt8>) throws(Fault) -> (format: WavFormat, sound: Range<Int>) {
    var reader = WavReader()
    let step = try reader.step(file)
    if case .more = step { try reader.finish() }
    guard let format = reader.format else { throw .malformed }
    if case .sound(let range) = step { return (format, range) }
    return (format, file.count..<file.count)
  }
}

/// Four characters as one number.
private func tag(_ bytes: Span<UInt8>, _ offset: Int) -> UInt32 {
  UInt32(bytes[offset]) << 24 | UInt32(bytes[offset + 1]) << 16 | UInt32(bytes[offset + 2]) << 8
    | UInt32(bytes[offset + 3])
}

/// `width` bytes, least significant first.
private func number(_ bytes: Span<UInt8>, _ offset: Int, _ width: Int) -> UInt64 {
  var value: UInt64 = 0
  for i in 0..<width { value |= UInt64(bytes[offset + i]) << UInt64(8 * i) }
  return value
}
