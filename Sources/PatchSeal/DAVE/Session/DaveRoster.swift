internal import PatchBase

/// Who is in the call as far as the gateway has said. Only these may be added to the group.
struct DaveRoster: ~Copyable {
  private var users: Block<UInt64>
  private(set) var count = 0

  init(_ capacity: Int, _ memory: inout Memory) { users = Block(capacity, &memory) }

  borrowing func contains(_ user: UInt64) -> Bool {
    let view = users.span
    for i in 0..<count where view[i] == user { return true }
    return false
  }

  /// False when there is no place.
  @inline(never)
  mutating func insert(_ user: UInt64) -> Bool {
    if contains(user) { return true }
    guard user != 0, count < users.count else { return false }
    users[count] = user
    count += 1
    return true
  }

  mutating func remove(_ user: UInt64) {
    for i in 0..<count where users[i] == user {
      count -= 1
      users[i] = users[count]
      return
    }
  }
}
