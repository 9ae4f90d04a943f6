/// What `poll` has to say next; the order of the members is its order.
struct VoiceDue {
  /// Op 4 of the main gateway.
  var signalLeave = false
  var signalJoin = false
  /// The WebSocket to close, and with which code.
  var disconnect: UInt32?
  var disconnectCode = 0
  var connect = false
  var path = false
  var identify = false
  var resume = false
  var heartbeat = false
  var select = false
  var request = false
  var keepalive = false

  /// Nothing is said on a WebSocket that is gone.
  mutating func closeLink() {
    identify = false
    resume = false
    heartbeat = false
  }
}
