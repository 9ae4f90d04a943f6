public import PatchBase
public import PatchSeal
internal import PatchWire

// What the key work gives back. `group` is `VoiceDaveWork.session` of the work that it comes from; what belongs to an
// older group is passed over.
extension VoiceSession {
  /// A binary message for the gateway, its op first. `noSpace` when too much waits.
  public mutating func daveBinary(_ group: UInt32, _ message: Span<UInt8>) throws(Fault) {
    guard group == self.group, isActive else { return }
    guard replies.add(VoiceDaveWork(.message, session: group), message) else { throw .noSpace(needed: message.count) }
  }

  /// We are ready for the transition.
  public mutating func daveReady(_ group: UInt32, transition: UInt16) throws(Fault) {
    guard group == self.group, isActive else { return }
    guard replies.add(VoiceDaveWork(.prepareTransition, session: group, transition: transition)) else {
      throw .noSpace(needed: 0)
    }
  }

  /// A commit or welcome was of no use.
  public mutating func daveInvalid(_ group: UInt32, transition: UInt16) throws(Fault) {
    guard group == self.group, isActive else { return }
    guard replies.add(VoiceDaveWork(.executeTransition, session: group, transition: transition)) else {
      throw .noSpace(needed: 0)
    }
  }

  /// Swaps keys in; `update` is empty and wiped afterwards. What waited for them is heard.
  public mutating func daveKeys(_ group: UInt32, _ update: inout DaveUpdate, at now: Ticks) {
    clock.follow(now)
    guard group == self.group, isActive else { return update.clear() }
    frames.apply(&update, at: clock)
    hasGroupKeys = true
    recoveryAt = nil
    arrivals.retry()
    noteSending()
  }
}
