import PatchLab
import PatchServer

/// What the server's event log says about sound that did not go through as it came, by call.
struct ReportedDeviations {
  private var calls: [String: Deviations] = [:]
  private var networkIDs: [String: String] = [:]
  /// Ticks that the room left out.
  private(set) var skipped = 0

  /// By the network's identity of the call.
  func of(_ callSid: String) -> Deviations { networkIDs[callSid].flatMap { calls[$0] } ?? Deviations() }

  mutating func add(_ event: Event) {
    if event.type == .roomSkipped { skipped += Self.number(event, "ticks") }
    guard let call = event.callID else { return }
    if event.type == .callIncoming, let network = event.data["provider_id"]?.string { networkIDs[network] = call }
    var deviations = calls[call] ?? Deviations()
    let frames = Self.number(event, "frames")
    switch event.type {
    case .legStarved:
      deviations.starved += frames
      deviations.breaks += 1
    case .legDiscarded:
      deviations.discarded += frames
      deviations.breaks += 1
    case .legLost, .legStretched:
      deviations.replaced += frames
      deviations.breaks += 1
    case .legUnsent: deviations.dropped += frames
    case .legCongested: deviations.dropped += Self.number(event, "messages")
    case .legPaced:
      if event.data["left_out"] == .flag(true) { deviations.leftOut += frames } else { deviations.added += frames }
    default: return
    }
    calls[call] = deviations
  }

  private static func number(_ event: Event, _ name: String) -> Int { Int(clamping: event.data[name]?.integer ?? 0) }
}
