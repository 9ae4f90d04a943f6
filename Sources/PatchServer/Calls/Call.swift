/// A telephone call, whatever becomes of it. It may have a room and a stream, or neither.
public struct Call: Sendable, Equatable {
  /// Ours.
  public let id: String
  /// The network it came through: `twilio`.
  public let provider: String
  /// The network's id of the call: a CallSid.
  public let providerID: String
  /// The name of the handler that answers it.
  public let handler: String
  /// Whose call it is: for now always `default`.
  public let owner: String
  /// Full numbers, never to be logged; `MaskedNumber` makes them fit for that.
  public let from: String
  public let to: String
  public var parties: [String] { [from, to] }
  public internal(set) var state: CallState
  /// Its open media sockets.
  public internal(set) var legs: Int
  /// When it came, in microseconds since 1970.
  public let since: UInt64
}
