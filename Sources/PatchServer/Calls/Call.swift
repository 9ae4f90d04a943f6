/// A telephone call, whatever becomes of it. It may have a room and a stream, or neither.
public struct Call: Sendable, Equatable {
  /// Ours.
  public let id: String
  /// The network it came through: `twilio`.
  public let provider: String
  /// The network's id of the call: a CallSid. Empty until the network has taken a call of ours.
  public internal(set) var providerID: String
  public let direction: CallDirection
  /// The name of the handler that answers it.
  public let handler: String
  /// Whose call it is: a guild, or `default`.
  public let owner: String
  /// The room its stream goes to, once that is known.
  public internal(set) var room: String?
  /// Full numbers, never to be logged; `MaskedNumber` makes them fit for that.
  public let from: String
  public let to: String
  public var parties: [String] { [from, to] }
  public internal(set) var state: CallState
  /// Its open media sockets.
  public internal(set) var legs: Int
  /// When it came or was asked for, in microseconds since 1970.
  public let since: UInt64
  /// When somebody answered.
  public internal(set) var answered: UInt64?
  /// Why we are ending it, from the moment that we ask the network to.
  var ending: String?
  /// Nobody has let the caller in yet: it rings for them, and nobody hears them.
  var isWaiting = false
  /// The voice channel that it was joined to.
  var channel: String?
  /// Joined to another number: it goes on without a stream.
  var isTransferred = false
  /// How its line was, on average, in its last stream.
  var mos: Double?
  /// How often its stream broke and came back.
  var returns = 0
  /// The network's number for the newest status callback: later ones have higher numbers.
  var callbackNumber = -1
}
