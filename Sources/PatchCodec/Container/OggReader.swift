public import PatchBase

/// Reads the Opus stream out of an Ogg file (RFC 3533, RFC 7845): pages from pieces of any size, their checksums
/// verified, packets put together across pages. Of several streams at a time it follows the first Opus one, and after
/// that the next one to begin (chained files). Damage is skipped and counted, never an error.
///
///     loop: feed(bytes) → how many were taken;  next() → a packet, whose bytes are `packet`, or nil: feed more
///     at the end of the file: finish(), then next() until nil
public struct OggReader: ~Copyable {
  private var input: Slab<UInt8>
  private var inputStart = 0
  private var inputEnd = 0
  private var assembly: Slab<UInt8>
  private var assembled = 0
  private var isAssembling = false
  private var isTooLong = false

  // The page being handed out: it lies at `inputStart`.
  private var page: OggPage?
  private var segment = 0
  private var bodyOffset = 0

  private var serial: UInt32?
  private var nextSequence: UInt32 = 0
  private var pagesOfStream: UInt64 = 0
  private var isAfterGap = false
  private var startsStream = false
  /// The page begins with the rest of a packet whose beginning is lost.
  private var skipsRest = false
  private var isAtEnd = false

  /// How many bytes of the file are done with.
  public private(set) var position: UInt64 = 0
  /// What was passed over so far.
  public private(set) var damage = OggDamage()

  /// [setup] Takes memory for two pages and for one packet of up to `capacity` bytes; longer ones come cut.
  public init(capacity: Int = 65_536) throws(Fault) {
    guard capacity > 0 else { throw .argument }
    guard let input = Slab<UInt8>(count: 2 * OggPage.maximumBytes, filledWith: 0),
      let assembly = Slab<UInt8>(count: capacity, filledWith: 0)
    else { throw .noMemory }
    self.input = input
    self.assembly = assembly
  }

  /// The bytes of the packet that `next` gave last.
  public var packet: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { assembly.span.extracting(0..<assembled) }
  }

  /// Takes bytes of the file in, as many as there is room for, and returns how many. When `next` is nil there is
  /// room for a whole page.
  public mutating func feed(_ bytes: Span<UInt8>) -> Int {
    if inputStart > 0, bytes.count > input.count - inputEnd { compact() }
    let begin = inputEnd
    let taken = min(bytes.count, input.count - begin)
    var all = input.mutableSpan
    var target = all.window(begin..<begin + taken)
    target.copy(from: bytes.window(0..<taken))
    inputEnd = begin + taken
    return taken
  }

  /// Moves what is held to the start of the memory.
  private mutating func compact() {
    let (start, length) = (inputStart, inputEnd - inputStart)
    var all = input.mutableSpan
    for i in 0..<length { all[i] = all[start + i] }
    inputStart = 0
    inputEnd = length
  }

  /// The next packet of the stream, or nil when that needs more bytes.
  public mutating func next() -> OggPacket? {
    if !isAssembling { assembled = 0 }
    while true {
      if let page {
        if let found = nextOnPage(page) { return found }
        drop(page.length)
        self.page = nil
      } else {
        guard let found = findPage() else {
          if isAtEnd { breakPacket() }
          return nil
        }
        if accept(found) { page = found } else { drop(found.length) }
      }
    }
  }

  /// Says that no more bytes follow, so that what waits for its rest is known to be damaged.
  public mutating func finish() { isAtEnd = true }

  private mutating func drop(_ length: Int) {
    inputStart += length
    position += UInt64(length)
  }

  private mutating func skip(_ length: Int) {
    damage.skippedBytes += UInt64(length)
    drop(length)
  }

  /// Moves to the next page that is whole and undamaged. Nil when that needs more bytes.
  private mutating func findPage() -> OggPage? {
    while inputEnd > inputStart {
      let start = nextCapture()
      guard start == 0 else {
        skip(start)
        continue
      }
      switch reading() {
      case .whole(let page): return page
      case .short:
        guard isAtEnd else { return nil }
        skip(1)
      case .bad(let isPage):
        if isPage { damage.badPages += 1 }
        skip(1)
      }
    }
    return nil
  }

  private borrowing func nextCapture() -> Int {
    OggPage.find(in: input.span.extracting(inputStart..<inputEnd))
  }

  private borrowing func reading() -> OggPage.Reading {
    OggPage.read(input.span.extracting(inputStart..<inputEnd))
  }

  private borrowing func beginsOpus(_ page: OggPage) -> Bool {
    OpusHead.isHead(input.span.extracting(inputStart + page.bodyStart..<inputStart + page.length))
  }

  /// Decides whether a page is of our stream, and gets ready to hand out its packets.
  private mutating func accept(_ found: OggPage) -> Bool {
    // All streams of a group begin before the second page of any, so a later beginning is the next link of a chain.
    if found.isFirst, serial == nil || pagesOfStream > 1, beginsOpus(found) {
      breakPacket()
      serial = found.serial
      nextSequence = found.sequence
      pagesOfStream = 0
      isAfterGap = false
      startsStream = true
    }
    guard found.serial == serial else {
      damage.foreignPages += 1
      return false
    }
    if found.sequence != nextSequence {
      damage.gaps += 1
      isAfterGap = true
      breakPacket()
    }
    nextSequence = found.sequence &+ 1  // numbers wrap after 2^32 pages
    pagesOfStream += 1
    segment = 0
    bodyOffset = found.bodyStart
    if !found.isContinued { breakPacket() }
    skipsRest = found.isContinued && !isAssembling
    return true
  }

  /// The next packet that ends on `page`; nil when the page is done, with the start of a packet perhaps kept.
  private mutating func nextOnPage(_ page: OggPage) -> OggPacket? {
    while segment < page.segments {
      var length = 0
      var ends = false
      while segment < page.segments, !ends {
        let lacing = Int(input[inputStart + 27 + segment])
        length += lacing
        ends = lacing < 255
        segment += 1
      }
      let start = bodyOffset
      bodyOffset += length
      if skipsRest {
        skipsRest = !ends
        damage.brokenPackets += ends ? 1 : 0
        continue
      }
      if !isAssembling { assembled = 0 }
      isAssembling = true
      keep(start, length)
      guard ends else { return nil }
      isAssembling = false
      defer {
        isAfterGap = false
        startsStream = false
        isTooLong = false
      }
      return OggPacket(
        length: assembled, isFirst: startsStream, endsPage: segment > page.lastEnd, onLastPage: page.isLast,
        granule: page.granule, afterGap: isAfterGap, isCut: isTooLong, pageOffset: position)
    }
    return nil
  }

  /// Appends a piece of the page to the packet.
  private mutating func keep(_ start: Int, _ length: Int) {
    let begin = assembled
    let taken = min(length, assembly.count - begin)
    if taken < length { isTooLong = true }
    copy(input, from: inputStart + start, taken, to: &assembly, at: begin)
    assembled = begin + taken
  }

  /// Gives up a packet whose end is lost.
  private mutating func breakPacket() {
    if isAssembling {
      damage.brokenPackets += 1
      isAfterGap = true
    }
    isAssembling = false
    isTooLong = false
  }

  @inline(never) deinit {}
}

private func copy(_ source: borrowing Slab<UInt8>, from: Int, _ count: Int, to sink: inout Slab<UInt8>, at: Int) {
  var all = sink.mutableSpan
  var target = all.window(at..<at + count)
  target.copy(from: source.span.extracting(from..<from + count))
}
