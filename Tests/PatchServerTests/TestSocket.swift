/// A WebSocket client made by hand, so that it can break every rule.
struct TestSocket {
  struct Frame: Equatable {
    let opcode: UInt8
    let payload: [UInt8]
  }

  let connection: RawConnection
  /// Of the answer to the handshake.
  let status: Int
  private let head: Int

  static func open(
    port: Int, path: String, signature: String?, version: String = "13", extra: [(String, String)] = [],
    smallWindow: Bool = false
  ) async throws -> TestSocket {
    let connection = try await RawConnection.open(port: port, smallWindow: smallWindow)
    var request = "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    request += "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: \(version)\r\n"
    if let signature { request += "x-twilio-signature: \(signature)\r\n" }
    for (name, value) in extra { request += "\(name): \(value)\r\n" }
    connection.send(request + "\r\n")
    await connection.wait { bytes, closed in closed || endOfHead(bytes) != nil }
    let bytes = connection.received
    return TestSocket(
      connection: connection, status: HTTPExchange(bytes).status, head: endOfHead(bytes) ?? bytes.count)
  }

  private static func endOfHead(_ bytes: [UInt8]) -> Int? {
    bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound
  }

  func text(_ text: String) { send(opcode: 1, Array(text.utf8)) }

  func send(
    opcode: UInt8, _ payload: [UInt8], fin: Bool = true, reserved: UInt8 = 0, masked: Bool = true
  ) {
    connection.send(Self.frame(opcode: opcode, payload, fin: fin, reserved: reserved, masked: masked))
  }

  static func frame(
    opcode: UInt8, _ payload: [UInt8], fin: Bool = true, reserved: UInt8 = 0, masked: Bool = true
  ) -> [UInt8] {
    var bytes = [(fin ? 0x80 : 0) | reserved << 4 | opcode]
    let mark: UInt8 = masked ? 0x80 : 0
    switch payload.count {
    case ..<126: bytes.append(mark | UInt8(payload.count))
    case ..<65_536: bytes += [mark | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
    default: bytes += [mark | 127] + (0..<8).reversed().map { UInt8(payload.count >> ($0 * 8) & 255) }
    }
    guard masked else { return bytes + payload }
    let key: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
    return bytes + key + payload.enumerated().map { $1 ^ key[$0 & 3] }
  }

  /// What the server has sent so far, whole frames only.
  var frames: [Frame] {
    var rest = connection.received[head...]
    var frames: [Frame] = []
    while rest.count >= 2 {
      let bytes = Array(rest.prefix(10))
      var length = Int(bytes[1] & 127)
      var header = 2
      if length == 126, bytes.count >= 4 {
        length = Int(bytes[2]) << 8 | Int(bytes[3])
        header = 4
      } else if length == 127, bytes.count == 10 {
        length = bytes[2...9].reduce(0) { $0 << 8 | Int($1) }
        header = 10
      }
      guard rest.count >= header + length else { break }
      frames.append(Frame(opcode: bytes[0] & 15, payload: Array(rest.dropFirst(header).prefix(length))))
      rest = rest.dropFirst(header + length)
    }
    return frames
  }

  /// The code of the server's close frame, within a time.
  func closeCode(seconds: Double = 5) async -> Int? {
    await connection.wait(seconds: seconds) { _, closed in closed || closing != nil }
    return closing
  }

  private var closing: Int? {
    guard let frame = frames.first(where: { $0.opcode == 8 }) else { return nil }
    return frame.payload.count >= 2 ? Int(frame.payload[0]) << 8 | Int(frame.payload[1]) : 1005
  }

  func closed(seconds: Double = 5) async -> Bool { await connection.wait(seconds: seconds) { _, closed in closed } }
}
