import PatchNet

/// Callers of one number meet in one room.
struct RoomCallHandler: CallHandler {
  let name = "room"
  /// Number to room. A number without an entry has a room of its own.
  let rooms: [String: String]
  let grants: StreamGrants
  let address: ServerAddress

  func answer(_ call: Call, _ request: VoiceRequest) async throws -> TwiML {
    let room = rooms[call.to] ?? (RoomName.isValid(call.to) ? call.to : "lobby")
    let token = grants.issue(callID: call.id, callSid: call.providerID, room: room)
    return TwiML {
      Connect(
        action: address.webhook("/twilio/stream-ended"),
        stream: MediaStream(url: address.media(token: token), parameters: [("room", room)]))
    }
  }
}
