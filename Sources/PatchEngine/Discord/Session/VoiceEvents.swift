internal import PatchBase

// A session's events.
extension EventRing {
  @inline(never)
  mutating func add(_ event: VoiceEvent) {
    add(kind: event.kind.rawValue, value: event.value, extra: event.extra, peer: event.user)
  }

  mutating func take() -> VoiceEvent? {
    var none = MutableSpan<UInt8>()
    guard let entry = try? take(overflow: VoiceEvent.Kind.overflow.rawValue, into: &none) else { return nil }
    let kind = VoiceEvent.Kind(rawValue: entry.kind) ?? .overflow
    return VoiceEvent(kind, user: entry.peer, value: entry.value, extra: entry.extra)
  }
}
