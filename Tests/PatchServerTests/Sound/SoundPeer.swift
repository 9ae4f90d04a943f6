import Foundation
import Testing

@testable import PatchServer

/// The other end of a socket for sound, made by hand.
struct SoundPeer {
  let socket: TestSocket

  static func open(
    _ client: APITests.Client, origin: String? = nil, token: String? = nil, subprotocol: String? = "phonepatch.leg.1",
    path: String = "/v1/leg", smallWindow: Bool = false
  ) async throws -> SoundPeer {
    var extra: [(String, String)] = []
    if let subprotocol { extra.append(("Sec-WebSocket-Protocol", subprotocol)) }
    if let origin { extra.append(("Origin", origin)) }
    if let token { extra.append(("Authorization", "Bearer \(token)")) }
    return SoundPeer(
      socket: try await TestSocket.open(
        port: client.port, path: path, signature: nil, extra: extra, smallWindow: smallWindow))
  }

  /// A machine that has joined.
  static func joined(
    _ client: APITests.Client, room: String, format: String = "mulaw", rate: Int = 8000, name: String = "Ada"
  ) async throws -> SoundPeer {
    let peer = try await open(client, token: APITests.admin)
    #expect(peer.socket.status == 101)
    peer.say(#"{"type":"join","room":"\#(room)","name":"\#(name)","format":"\#(format)","sample_rate":\#(rate)}"#)
    try #require(await peer.told("joined") != nil)
    return peer
  }

  func say(_ text: String) { socket.text(text) }
  func sound(_ frame: [UInt8]) { socket.send(opcode: 2, frame) }

  var messages: [[String: Any]] {
    socket.frames.filter { $0.opcode == 1 }.compactMap {
      try? JSONSerialization.jsonObject(with: Data($0.payload)) as? [String: Any]
    }
  }
  /// What was heard, frame by frame.
  var heard: [[UInt8]] { socket.frames.filter { $0.opcode == 2 }.map(\.payload) }

  /// The first message of a type, within a time.
  func told(_ type: String, seconds: Double = 8) async -> [String: Any]? {
    var found: [String: Any]?
    await socket.connection.wait(seconds: seconds) { _, closed in
      found = messages.first { $0["type"] as? String == type }
      return found != nil || closed
    }
    return found
  }

  /// Says `count` frames in real time.
  func speak(_ count: Int, _ frame: (Int) -> [UInt8]) async throws {
    let start = ContinuousClock.now
    for index in 0..<count {
      sound(frame(index))
      try await Task.sleep(until: start + .milliseconds(20 * (index + 1)), clock: .continuous)
    }
  }
}
