import NIOCore
import PatchWire

/// What a stream is to do: as the TwiML said, for one call.
struct StreamOrder: Sendable {
  var streamSid: String
  var callSid: String
  var accountSid: String
  /// As written in the TwiML and resolved.
  var url: String
  var bidirectional: Bool
  var tracks: [CarrierTrack]
  var parameters: [(String, String)]
  var media: StreamMedia
  var queueBytes: Int
  var caller: Caller
  var faults: Faults
  /// When the caller hangs up.
  var hangsUp: NIODeadline?
}
