import NIOCore

/// What every room needs from the server around it.
struct RoomContext: Sendable {
  let events: EventLog
  let calls: CallRegistry
  let grants: StreamGrants
  let capacity: Capacity
  let levels: LiveLevels
  let keys: WaitingKeys
  let tuning: RoomTuning
  let lateness: TickLateness
  let legsPerRoom: Int
  let messageBytes: Int
  /// How long a socket may take nothing before its leg is ended.
  let unreadPatience: TimeAmount
  /// How long a call whose stream broke may take to come back.
  let returnPatience: TimeAmount
  let prompts: PromptLibrary
  let watch: WatchSettings
  let recording: RecordingSettings.Mode
  /// Where recordings go; nil: nothing is recorded.
  let recordings: Recordings?
  let consents = ConsentBook()
  /// Ends calls at the network.
  let release = CallRelease()

  /// A socket is up: the call has a leg.
  func began(_ legID: String, _ grant: StreamGrants.Grant) {
    calls.attach(grant.callID)
    grants.settle(grant)
    events.record(.legConnected, call: grant.callID, leg: legID)
  }

  /// A leg is over, wherever it got to. Said once for each leg that began.
  func ended(
    _ legID: String, callID: String, reason: String, _ data: [String: EventValue] = [:],
    grant: StreamGrants.Grant? = nil
  ) {
    var data = data
    // The network broke the connection, or something between us; the call itself goes on.
    if let grant, reason == "disconnected" || reason.hasPrefix("closed "), calls.call(callID) != nil {
      grants.expectReturn(grant, reason: reason, within: returnPatience)
    }
    data["reason"] = .string(reason)
    events.record(.legEnded, call: callID, leg: legID, data)
    calls.detach(callID, expecting: grants.isOutstanding(callID: callID), reason: reason)
  }
}
