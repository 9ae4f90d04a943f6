internal import PatchBase

/// Where the time goes between a leg's mouth and the Room, and between the Room and its ear, in µs. From one leg's mouth to
/// another's ear it is the one's `inbound` and the other's `outbound`.
public struct LegLatency: Equatable, Sendable {
  /// Until a packet is full.
  public var packet: UInt64 = 0
  /// Over the network, one way: half of what a mark took there and back; 0 while that is not known.
  public var network: UInt64 = 0
  /// In the jitter buffer.
  public var buffer: UInt64 = 0
  /// In the conversion to the Room's rate, and back.
  public var resampling: UInt64 = 0
  /// In noise suppression and automatic gain.
  public var chain: UInt64 = 0
  /// Until the next tick, on average.
  public var tick: UInt64 = 0
  /// In the playback queue at the far side, by our estimate.
  public var queue: UInt64 = 0

  /// From the mouth to the Room.
  public var inbound: UInt64 {
    total(packet, network, buffer).advanced(by: total(resampling, chain, tick).microseconds).microseconds
  }
  /// From the Room to the ear.
  public var outbound: UInt64 { total(resampling, network, queue).microseconds }
  /// From the mouth to the ear, were the leg's own ear the listener.
  var both: UInt64 { Ticks(microseconds: inbound).advanced(by: outbound).microseconds }

  /// Ends at the end of time: a host's clock may jump there, and then something has waited for that long.
  private func total(_ first: UInt64, _ second: UInt64, _ third: UInt64) -> Ticks {
    Ticks(microseconds: first).advanced(by: second).advanced(by: third)
  }

  public init() {}
}
