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
  /// By our count the carrier ran out of sound to play to the caller.
  public static let legFarStarved: EventType = "leg.far_starved"
  /// The socket does not take what we send: `messages` were dropped.
  public static let legCongested: EventType = "leg.congested"
  public static let legMalformed: EventType = "leg.malformed"
  public static let legEnded: EventType = "leg.ended"

  public static let roomOpened: EventType = "room.opened"
  /// The clock jumped, and `microseconds` of sound were skipped.
  public static let roomSkipped: EventType = "room.skipped"
  public static let roomClosed: EventType = "room.closed"
}
