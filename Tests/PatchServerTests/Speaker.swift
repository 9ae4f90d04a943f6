import Foundation

/// A caller whose every 20 ms are unlike all others.
struct Speaker: Sendable {
  let call: Int
  let seed: UInt64

  func frame(_ index: Int) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(index)
    return (0..<160).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(state >> 56)
    }
  }

  func message(_ index: Int) -> String {
    #"{"event":"media","sequenceNumber":"\#(index + 2)","media":{"track":"inbound","chunk":"\#(index + 1)","#
      + #""timestamp":"\#(index * 20)","payload":"\#(Data(frame(index)).base64EncodedString())"},"#
      + #""streamSid":"\#(TestCarrier.streamSid(call))"}"#
  }

  /// Says `count` frames in real time.
  func speak(_ count: Int, into socket: TestSocket) async throws {
    let start = ContinuousClock.now
    for index in 0..<count {
      socket.text(message(index))
      try await Task.sleep(until: start + .milliseconds(20 * (index + 1)), clock: .continuous)
    }
  }
}

/// What the server sent to a caller.
struct Heard {
  private(set) var frames: [[UInt8]] = []
  private(set) var messages = 0
  private(set) var streamSids: Set<String> = []

  init(_ socket: TestSocket) {
    var sound: [UInt8] = []
    for frame in socket.frames where frame.opcode == 1 {
      guard let message = try? JSONSerialization.jsonObject(with: Data(frame.payload)) as? [String: Any],
        message["event"] as? String == "media", let media = message["media"] as? [String: String],
        let payload = media["payload"].flatMap({ Data(base64Encoded: $0) })
      else { continue }
      messages += 1
      streamSids.insert(message["streamSid"] as? String ?? "")
      sound += payload
    }
    frames = stride(from: 0, to: sound.count - sound.count % 160, by: 160).map { Array(sound[$0..<$0 + 160]) }
  }
}
