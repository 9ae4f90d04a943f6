internal import PatchBase
internal import PatchWire

/// The way of the datagrams: where the server is, where it sees us, and what keeps the way open.
struct VoicePath: ~Copyable {
  /// Requests before it is given up, one a second.
  static let requests = 10
  private static let second: UInt64 = 1_000_000

  var ssrc: UInt32 = 0
  var address: VoiceText
  var port: UInt16 = 0
  /// Where the server sees us.
  var ownAddress: VoiceText
  var ownPort: UInt16 = 0
  var mode = VoiceMode.xchacha20poly1305

  private(set) var asked = 0
  var nextRequest: Ticks?
  var nextKeepalive: Ticks?
  private(set) var keepalives: UInt32 = 0

  @inline(never)
  init(_ memory: inout Memory) {
    address = VoiceText(64, &memory)
    ownAddress = VoiceText(64, &memory)
  }

  /// The server is to be asked from `now` on.
  mutating func discover(at now: Ticks) {
    asked = 0
    nextRequest = now
    nextKeepalive = nil
  }

  /// A request leaves. False when there were enough.
  mutating func request(at now: Ticks) -> Bool {
    guard asked < VoicePath.requests else { return false }
    asked += 1
    nextRequest = now.advanced(by: VoicePath.second)
    return true
  }

  /// The server answered.
  mutating func found(_ address: Span<UInt8>, _ port: UInt16, at now: Ticks) {
    _ = ownAddress.set(address)
    ownPort = port
    nextRequest = nil
    nextKeepalive = now.advanced(by: 5 * VoicePath.second)
  }

  mutating func keepalive(at now: Ticks) {
    keepalives &+= 1
    nextKeepalive = now.advanced(by: 5 * VoicePath.second)
  }

  mutating func close() {
    nextRequest = nil
    nextKeepalive = nil
    ssrc = 0
  }
}
