/// What became of the packets of one `TransportSeal`.
public struct TransportCounts: Sendable {
  /// Packets sealed.
  public var sealed: UInt64 = 0
  /// Packets opened, media and control.
  public var opened: UInt64 = 0
  /// Datagrams that are no such packet: too short, another version, a header longer than they are.
  public var malformed: UInt64 = 0
  /// Datagrams whose tag does not fit: damaged, forged, or of another key.
  public var unauthenticated: UInt64 = 0

  public init() {}
}
