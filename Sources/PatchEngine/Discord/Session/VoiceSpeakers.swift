internal import PatchBase

/// Which source of sound belongs to whom. Bounded: the one that was silent for longest makes way.
struct VoiceSpeakers: ~Copyable {
  struct Entry: Zeroable {
    var ssrc: UInt32 = 0
    var user: UInt64 = 0
    var heard = Ticks(microseconds: 0)
  }

  private var entries: Block<Entry>
  private(set) var count = 0

  init(_ capacity: Int, _ memory: inout Memory) { entries = Block(capacity, &memory) }

  /// True when this is news.
  mutating func set(_ ssrc: UInt32, _ user: UInt64, at now: Ticks) -> Bool {
    var place = 0
    for i in 0..<count where entries[i].ssrc == ssrc {
      let isNew = entries[i].user != user
      entries[i].user = user
      return isNew
    }
    if count < entries.count {
      place = count
      count += 1
    } else {
      for i in 1..<count where entries[i].heard < entries[place].heard { place = i }
    }
    entries[place] = Entry(ssrc: ssrc, user: user, heard: now)
    return true
  }

  /// Whose sound it is. Being asked counts as being heard.
  mutating func user(of ssrc: UInt32, at now: Ticks) -> UInt64? {
    for i in 0..<count where entries[i].ssrc == ssrc {
      entries[i].heard = now
      return entries[i].user
    }
    return nil
  }

  mutating func remove(_ user: UInt64) {
    var i = 0
    while i < count {
      if entries[i].user == user {
        count -= 1
        entries[i] = entries[count]
      } else {
        i += 1
      }
    }
  }

  mutating func removeAll() { count = 0 }
}
