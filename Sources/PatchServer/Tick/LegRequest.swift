import NIOCore
import PatchNet

/// A caller's stream that wants into a room.
struct LegRequest: Sendable {
  let legID: String
  let callID: String
  /// What its stream was let in with.
  let grant: StreamGrants.Grant
  let callSid: String
  let streamSid: String
  let room: String
  /// The carrier's `start`, as it came.
  let start: ByteBuffer
  let channel: any Channel
  /// The channel's messages, if it lives on the room's loop.
  var near: NIOLoopBound<WebSocketMessages>?
}
