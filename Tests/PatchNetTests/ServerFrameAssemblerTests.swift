import NIOCore
import NIOWebSocket
import Testing

@testable import PatchNet

@Suite struct ServerFrameAssemblerTests {
  func frame(_ opcode: WebSocketOpcode, _ text: String, fin: Bool = true) -> WebSocketFrame {
    var data = ByteBuffer(string: text)
    let key: WebSocketMaskingKey = [1, 2, 3, 4]
    data.webSocketMask(key)
    return WebSocketFrame(fin: fin, opcode: opcode, maskKey: key, data: data)
  }

  @Test func wholeMessages() {
    var assembler = FrameAssembler(limit: 16)
    #expect(assembler.add(frame(.text, "hello")) == .message(.text(ByteBuffer(string: "hello"))))
    #expect(assembler.add(frame(.binary, "\u{0}")) == .message(.binary(ByteBuffer(string: "\u{0}"))))
    #expect(assembler.add(frame(.text, "")) == .message(.text(ByteBuffer())))
    #expect(assembler.add(frame(.pong, "x")) == .pong)
    #expect(assembler.add(frame(.ping, "x")) == .ping(ByteBuffer(string: "x")))
  }

  @Test func fragmentsAreJoinedAroundControlFrames() {
    var assembler = FrameAssembler(limit: 16)
    #expect(assembler.add(frame(.text, "he", fin: false)) == .more)
    #expect(assembler.add(frame(.ping, "x")) == .ping(ByteBuffer(string: "x")))
    #expect(assembler.add(frame(.continuation, "", fin: false)) == .more)
    #expect(assembler.add(frame(.continuation, "llo")) == .message(.text(ByteBuffer(string: "hello"))))
    #expect(assembler.add(frame(.continuation, "x")) == .violation(1002, "nothing to continue"))
  }

  @Test func sizesAreBounded() {
    var assembler = FrameAssembler(limit: 4)
    #expect(assembler.add(frame(.text, "four")) == .message(.text(ByteBuffer(string: "four"))))
    #expect(assembler.add(frame(.text, "five5")) == .violation(1009, "message too big"))
    #expect(assembler.add(frame(.text, "fou", fin: false)) == .more)
    #expect(assembler.add(frame(.continuation, "r4")) == .violation(1009, "message too big"))
  }

  @Test func closeFramesAreRead() {
    var assembler = FrameAssembler(limit: 16)
    #expect(assembler.add(frame(.connectionClose, "")) == .message(.closed(code: 1005, reason: "")))
    #expect(assembler.add(frame(.connectionClose, "\u{3}\u{69}ok")) != .more)
    for code: UInt16 in [0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65_535] {
      var data = ByteBuffer(integer: code)
      let key: WebSocketMaskingKey = [0, 0, 0, 0]
      data.webSocketMask(key)
      let frame = WebSocketFrame(fin: true, opcode: .connectionClose, maskKey: key, data: data)
      #expect(assembler.add(frame) == .violation(1002, "close code out of range"))
    }
  }
}
