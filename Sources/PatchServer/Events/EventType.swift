/// What happened. A string, so that later features add their own.
public struct EventType: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public init(stringLiteral value: String) { rawValue = value }
}

extension EventType {
  public static let serverStarted: EventType = "server.started"
  public static let serverDraining: EventType = "server.draining"
  public static let serverStopped: EventType = "server.stopped"
  /// A webhook or a media socket was turned away; `reason` says why.
  public static let requestRefused: EventType = "request.refused"

  /// We asked the network to place a call.
  public static let callPlaced: EventType = "call.placed"
  public static let callIncoming: EventType = "call.incoming"
  /// The call got its TwiML.
  public static let callAnswered: EventType = "call.answered"
  /// The call was turned away with `<Reject>`.
  public static let callRefused: EventType = "call.refused"
  /// The network told a new status of the call.
  public static let callStatus: EventType = "call.status"
  public static let callEnded: EventType = "call.ended"

  /// A media socket opened with a good signature and token.
  public static let legConnected: EventType = "leg.connected"
  /// The stream began and the leg is in its room.
  public static let legStarted: EventType = "leg.started"
  public static let legDTMF: EventType = "leg.dtmf"
  public static let legMark: EventType = "leg.mark"
  /// Sound from the caller came too late: `frames` of 20 ms were missing.
  public static let legStarved: EventType = "leg.starved"
  /// Sound from the caller piled up: `frames` of 20 ms were thrown away.
  public static let legDiscarded: EventType = "leg.discarded"
  /// Sound from the caller was made shorter or longer, to follow the network: `frames` were changed.
  public static let legStretched: EventType = "leg.stretched"
  /// Sound from the caller never arrived: `frames` were replaced.
  public static let legLost: EventType = "leg.lost"
  /// By our estimate the carrier had no sound to play to the caller for `microseconds`.
  public static let legFarStarved: EventType = "leg.far_starved"
  /// `frames` of digital silence to the caller were added, or left out if `left_out`.
  public static let legPaced: EventType = "leg.paced"
  /// `frames` that had been sent ahead were taken back and sent again.
  public static let legBroughtBack: EventType = "leg.brought_back"
  /// `frames` to the caller were dropped before we sent them.
  public static let legUnsent: EventType = "leg.unsent"
  /// `events` of the leg were lost.
  public static let legOverflow: EventType = "leg.overflow"
  /// The socket does not take what we send: `messages` were dropped.
  public static let legCongested: EventType = "leg.congested"
  /// `messages` of the carrier were refused or not understood.
  public static let legMalformed: EventType = "leg.malformed"
  public static let legEnded: EventType = "leg.ended"

  public static let roomOpened: EventType = "room.opened"
  /// Time jumped, and `ticks` of 20 ms were left out.
  public static let roomSkipped: EventType = "room.skipped"
  public static let roomClosed: EventType = "room.closed"
}

extension EventType {
  /// The policy refused a call; `reason` is its code.
  public static let callNotPermitted: EventType = "call.not_permitted"
}

extension EventType {
  /// The network did not take a call of ours; `code` is of its list of errors.
  public static let callFailed: EventType = "call.failed"
  public static let callTransferred: EventType = "call.transferred"
  /// A person or a machine answered, as the network thinks.
  public static let callMachine: EventType = "call.machine"
  /// The stream broke, and the call came back to its room.
  public static let callReturned: EventType = "call.returned"
}
