import NIOCore

/// What happens later.
enum Delayed {
  case datagram(server: Int, to: SocketAddress, [UInt8])
  case commit(member: VoiceMember, [UInt8])
  case message(member: VoiceMember, op: Int, JSONValue)
  case release(VoiceRoom)
}

/// Things in the order of their time, and of their arrival when that is the same: a heap.
struct Schedule {
  private var items: [(due: UInt64, order: UInt64, what: Delayed)] = []
  private var count: UInt64 = 0

  var next: UInt64? { items.first?.due }

  mutating func add(_ what: Delayed, at due: UInt64) {
    count += 1
    items.append((due, count, what))
    var child = items.count - 1
    while child > 0, isBefore(child, (child - 1) / 2) {
      items.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func take(until now: UInt64) -> Delayed? {
    guard let first = items.first, first.due <= now else { return nil }
    items.swapAt(0, items.count - 1)
    items.removeLast()
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < items.count && isBefore(child, least) {
        least = child
      }
      guard least != parent else { return first.what }
      items.swapAt(parent, least)
      parent = least
    }
  }

  private func isBefore(_ one: Int, _ other: Int) -> Bool {
    (items[one].due, items[one].order) < (items[other].due, items[other].order)
  }
}
