internal import PatchBase

/// A place for one owned value, which may be empty.
struct Seat<Element: ~Copyable>: ~Copyable {
  private var slots: Slots<Element>

  init() throws(Fault) {
    guard let slots = Slots<Element>(capacity: 1) else { throw .noMemory }
    self.slots = slots
  }

  var isTaken: Bool { slots.count > 0 }

  /// Ends what sits there.
  mutating func clear() {
    if isTaken { _ = slots.remove(at: 0) }
  }

  /// In place of what sat there.
  mutating func put(_ element: consuming Element) {
    clear()
    _ = slots.insert(element, at: 0)
  }

  /// What sits there; only while `isTaken`.
  var value: Element {
    _read { yield slots[0] }
    _modify { yield &slots[0] }
  }
}
