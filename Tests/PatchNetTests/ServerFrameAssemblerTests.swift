import NIOCore
import Testing

@testable import PatchNet

@Suite struct ServerFrameAssemblerTests {
  func bytes(_ opcode: UInt8, _ payload: [UInt8], fin: Bool = true, length: UInt64? = nil, masked: Bool = true)
    -> ByteBuffer
  {
    var bytes = ByteBuffer(bytes: [(fin ? 0x80 : 0) | opcode])
    let (length, mark) = (length ?? UInt64(payload.count), masked ? 0x80 : 0 as UInt8)
    switch length {
    case ..<126: bytes.writeInteger(mark | UInt8(length))
    case ..<65_536: bytes.writeMultipleIntegers(mark | 126, UInt16(length))
    default: bytes.writeMultipleIntegers(mark | 127, length)
    }
    let key: [UInt8] = masked ? [1, 2, 3, 254] : [0, 0, 0, 0]
    if masked { bytes.writeBytes(key) }
    bytes.writeBytes(payload.enumerated().map { $1 ^ key[$0 & 3] })
    return bytes
  }

  func frame(_ opcode: UInt8, _ text: String, fin: Bool = true) -> ByteBuffer {
    bytes(opcode, Array(text.utf8), fin: fin)
  }

  @Test func wholeMessages() {
    var assembler = FrameAssembler(limit: 16)
    #expect(assembler.add(frame(1, "hello")) == .message(.text(ByteBuffer(string: "hello"))))
    #expect(assembler.add(frame(2, "\u{0}")) == .message(.binary(ByteBuffer(string: "\u{0}"))))
    #expect(assembler.add(frame(1, "")) == .message(.text(ByteBuffer())))
    #expect(assembler.add(frame(10, "x")) == .pong)
    #expect(assembler.add(frame(9, "x")) == .ping(ByteBuffer(string: "x")))
  }

  @Test func fragmentsAreJoinedAroundControlFrames() {
    var assembler = FrameAssembler(limit: 16)
    #expect(assembler.add(frame(1, "he", fin: false)) == .more)
    #expect(assembler.add(frame(9, "x")) == .ping(ByteBuffer(string: "x")))
    #expect(assembler.add(frame(0, "", fin: false)) == .more)
    #expect(assembler.add(frame(0, "llo")) == .message(.text(ByteBuffer(string: "hello"))))
    #expect(assembler.add(frame(0, "x")) == .violation(1002, "nothing to continue"))
  }

  @Test func sizesAreBounded() {
    var assembler = FrameAssembler(limit: 4)
    #expect(assembler.add(frame(1, "four")) == .message(.text(ByteBuffer(string: "four"))))
    #expect(assembler.add(frame(1, "five5")) == .violation(1009, "message too big"))
    #expect(assembler.add(frame(1, "fou", fin: false)) == .more)
    #expect(assembler.add(frame(0, "r4")) == .violation(1009, "message too big"))
  }

  @Test func closeFramesAreRead() {
    var assembler = FrameAssembler(limit: 16)
    #expect(assembler.add(frame(8, "")) == .message(.closed(code: 1005, reason: "")))
    #expect(assembler.add(frame(8, "\u{3}\u{69}ok")) != .more)
    for code: UInt16 in [0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65_535] {
      let frame = bytes(8, [UInt8(code >> 8), UInt8(code & 255)])
      #expect(assembler.add(frame) == .violation(1002, "close code out of range"))
    }
  }

  @Test func everyLengthIsUnmasked() {
    for length in [0, 1, 7, 8, 9, 125, 126, 127, 1000, 65_535, 65_536, 70_001] {
      var assembler = FrameAssembler(limit: 1 << 17)
      let sound = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      #expect(assembler.add(bytes(2, sound)) == .message(.binary(ByteBuffer(bytes: sound))))
      #expect(assembler.add(bytes(2, [5])) == .message(.binary(ByteBuffer(bytes: [5]))), "its memory is used again")
    }
  }

  @Test func aFrameComesInAnyPieces() {
    let whole = bytes(1, Array(repeating: 0x61, count: 300))
    var assembler = FrameAssembler(limit: 1000)
    for cut in 0..<whole.readableBytes {
      var part = whole.getSlice(at: 0, length: cut) ?? ByteBuffer()
      #expect(assembler.next(from: &part) == nil && part.readableBytes == cut)
    }
    var two = whole
    two.writeImmutableBuffer(whole)
    for left in [whole.readableBytes, 0] {
      #expect(assembler.next(from: &two) == .message(.text(ByteBuffer(repeating: 0x61, count: 300))))
      #expect(two.readableBytes == left)
    }
  }

  @Test func headsAloneAreRefused() {
    var assembler = FrameAssembler(limit: 16)
    #expect(assembler.add(bytes(2, [], length: 17)) == .violation(1009, "message too big"))
    #expect(assembler.add(bytes(2, [], length: .max)) == .violation(1009, "message too big"))
    #expect(assembler.add(bytes(9, [1], fin: false)) == .violation(1002, "control frame in parts"))
    #expect(assembler.add(bytes(1, [], masked: false)) == .violation(1002, "frame not masked"))
    #expect(assembler.add(bytes(0x41, [])) == .violation(1002, "reserved bit set"))
    #expect(assembler.add(bytes(3, [])) == .violation(1002, "reserved opcode"))
    var long = FrameAssembler(limit: 1000)
    #expect(long.add(bytes(9, [], length: 126)) == .violation(1002, "control frame too long"))
  }
}

extension FrameAssembler {
  /// The outcome of one frame that came as a whole, or of its head.
  fileprivate mutating func add(_ frame: ByteBuffer) -> Outcome? {
    var frame = frame
    return next(from: &frame)
  }
}
