import NIOCore
import PatchBase

/// Something to be said to one leg, and what follows when it was heard to its end, or was not.
struct PromptOrder {
  let names: [PromptName]
  let then: (RoomRunner, Bool) -> Void
}

/// What is being said to a leg just now: by a player of its own, that nobody else hears.
struct PromptPlay {
  let order: PromptOrder
  let player: SlotID
  let item: UInt64
  let microseconds: UInt64
  let target: SlotID
  /// When it counts as lost.
  let deadline: NIODeadline
}
