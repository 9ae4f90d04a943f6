public import PatchBase

/// Writes one stream of an Ogg file (RFC 3533): packets are gathered into pages. A packet never spans two pages.
///
///     if !hasRoom(for: packet.count) { flush }   append(packet)   …   flush(isLast: true)
public struct OggWriter: ~Copyable {
  private var body: Slab<UInt8>
  private var lacing: Slab<UInt8>
  private var bodyBytes = 0
  private var segments = 0
  private var granule: Int64 = -1
  private var sequence: UInt32 = 0
  private let serial: UInt32

  /// The longest packet: what fits one page.
  public static let maximumPacket = 255 * 255 - 1
  /// The longest page.
  public static let maximumPage = 27 + 255 + 255 * 255

  /// [setup] `serial` tells the streams of one file apart: choose it at random.
  public init(serial: UInt32) throws(Fault) {
    guard let body = Slab<UInt8>(count: 255 * 255, filledWith: 0), let lacing = Slab<UInt8>(count: 255, filledWith: 0)
    else { throw .noMemory }
    self.body = body
    self.lacing = lacing
    self.serial = serial
  }

  /// True when a packet of `length` bytes fits the page that is being filled.
  public func hasRoom(for length: Int) -> Bool { length / 255 + 1 <= 255 - segments }

  /// How many bytes the page being filled would have; 0 when it holds no packet.
  public var pageBytes: Int { segments == 0 ? 0 : 27 + segments + bodyBytes }

  /// Puts a packet on the page. `granule` is the stream's position at the packet's end. Throws `argument` for one
  /// above `maximumPacket` and `state` when the page must be flushed first.
  public mutating func append(_ packet: Span<UInt8>, granule: Int64) throws(Fault) {
    guard packet.count <= OggWriter.maximumPacket else { throw .argument }
    guard hasRoom(for: packet.count) else { throw .state }
    let start = bodyBytes
    var all = body.mutableSpan
    var target = all.window(start..<start + packet.count)
    target.copy(from: packet)
    for _ in 0..<packet.count / 255 {
      lacing[segments] = 255
      segments += 1
    }
    lacing[segments] = UInt8(packet.count % 255)
    segments += 1
    bodyBytes += packet.count
    self.granule = granule
  }

  /// Writes the page and begins the next; returns its length, 0 when no packet waits. `isLast` marks the stream's
  /// end. Throws `noSpace`, with nothing lost, when `out` is shorter than `pageBytes`.
  public mutating func flush(isLast: Bool = false, into out: inout MutableSpan<UInt8>) throws(Fault) -> Int {
    let length = pageBytes
    guard length > 0 else { return 0 }
    guard out.count >= length else { throw .noSpace(needed: length) }
    var page = out.window(0..<length)
    var writer = ByteWriter(page.window(0..<length))
    writer.append("OggS")
    writer.byte(0)
    writer.byte((sequence == 0 ? 2 : 0) | (isLast ? 4 : 0))
    writer.little(UInt64(bitPattern: granule), 8)
    writer.little(UInt64(serial), 4)
    writer.little(UInt64(sequence), 4)
    writer.little(0, 4)
    writer.byte(UInt8(segments))
    writer.append(lacing.span.extracting(0..<segments))
    writer.append(body.span.extracting(0..<bodyBytes))
    _ = try writer.finish()
    let checksum = OggChecksum.page(page.span)
    for i in 0..<4 { page[22 + i] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * i)) }
    sequence &+= 1  // numbers wrap after 2^32 pages
    segments = 0
    bodyBytes = 0
    granule = -1
    return length
  }

  @inline(never) deinit {}
}
