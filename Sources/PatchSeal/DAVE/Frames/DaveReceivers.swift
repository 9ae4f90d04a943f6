internal import PatchBase

/// The keys of everybody we hear: for each member a few epochs, newest and older.
struct DaveReceivers: ~Copyable {
  /// One key of one member.
  struct Ratchet: Zeroable {
    /// When it goes; `.max` for one of the newest epoch.
    var expires = Ticks(microseconds: 0)
    var created = Ticks(microseconds: 0)
    /// When the generations before `newest` go.
    var forgets = Ticks(microseconds: .max)
    /// The generation whose secret is kept, and the newest one heard.
    var oldest: UInt32 = 0
    var newest: UInt32 = 0
    var window = ReplayWindow()
  }

  /// One member.
  struct Member: Zeroable {
    /// 0: the place is free.
    var user: UInt64 = 0
    /// Which of its ratchets is the newest, and which opened last.
    var newest: Int32 = 0
    var latest: Int32 = 0
  }

  let depth: Int
  private var members: Block<Member>
  private var ratchets: Block<Ratchet>
  private var secrets: Secret
  private var used = 0

  init(users: Int, depth: Int, _ memory: inout Memory) {
    self.depth = depth
    members = Block(users, &memory)
    ratchets = Block(users * depth, &memory)
    secrets = Secret(HashRatchet.secretCount * users * depth, &memory)
  }

  /// The place of a member, or nil.
  @_optimize(speed)
  borrowing func place(of user: UInt64) -> Int? {
    let view = members.span
    for i in 0..<used where view[i].user == user { return i }
    return nil
  }

  /// The `attempt`-th ratchet to try for a member: the one that opened last, then from the newest to the oldest.
  borrowing func candidate(_ place: Int, _ attempt: Int) -> Int {
    let member = members[place]
    guard attempt > 0 else { return place * depth + Int(member.latest) }
    // The others in order, without the first.
    var k = Int(member.newest)
    var left = attempt
    while true {
      if k != Int(member.latest) {
        left -= 1
        if left == 0 { return place * depth + k }
      }
      k = k == 0 ? depth - 1 : k - 1
    }
  }

  /// What decides whether a generation can be: the oldest and newest known, and since when.
  borrowing func standing(_ index: Int) -> (oldest: UInt32, newest: UInt32, created: Ticks) {
    let view = ratchets.span
    return (view[index].oldest, view[index].newest, view[index].created)
  }

  /// True when that frame was not opened before.
  borrowing func accepts(_ index: Int, _ number: UInt64) -> Bool {
    let view = ratchets.span
    return view[index].window.accepts(number)
  }

  /// Everything that there is goes ten seconds later, but not later than it would.
  mutating func expire(at now: Ticks, after span: UInt64) {
    let end = now.advanced(by: span), count = used * depth
    var view = ratchets.mutableSpan
    for i in 0..<count where view[i].expires > end { view[i].expires = end }
  }

  /// Gives a member another key, in the ratchet whose index comes back; nil when there is no place for the member.
  mutating func install(_ user: UInt64, _ base: Span<UInt8>, at now: Ticks) -> Int? {
    let known = place(of: user)
    guard let place = known ?? free(at: now) else { return nil }
    if known == nil { members[place] = Member(user: user) }
    var k = 0
    if known != nil { k = (Int(members[place].newest) + 1) % depth }
    members[place].newest = Int32(k)
    let index = place * depth + k
    ratchets[index] = Ratchet(expires: Ticks(microseconds: .max), created: now)
    write(base, to: index)
    return index
  }

  /// A free place, or that of a member all of whose keys are gone.
  private mutating func free(at now: Ticks) -> Int? {
    if used < members.count {
      used += 1
      return used - 1
    }
    for place in 0..<used where isGone(place, at: now) {
      for k in 0..<depth { drop(place * depth + k) }
      return place
    }
    return nil
  }

  private borrowing func isGone(_ place: Int, at now: Ticks) -> Bool {
    for k in 0..<depth where ratchets[place * depth + k].expires > now { return false }
    return true
  }

  /// Wipes a ratchet.
  @inline(never)
  private mutating func drop(_ index: Int) {
    ratchets[index] = Ratchet()
    write(Span(), to: index)
  }

  /// The first secret of a ratchet in place of what it had.
  private mutating func write(_ base: Span<UInt8>, to index: Int) {
    secrets.wipe(index..<index + 1)
    secrets.put(base, index)
  }

  /// False when the ratchet is too old; then it is wiped. Generations whose time is over are forgotten.
  mutating func isLive(_ index: Int, at now: Ticks) -> Bool {
    let (expires, forgets, oldest, newest) = times(index)
    guard expires > now else {
      if expires.microseconds > 0 { drop(index) }
      return false
    }
    if forgets <= now {
      var view = ratchets.mutableSpan
      view[index].forgets = Ticks(microseconds: .max)
      view[index].oldest = newest
      var room = secrets.mutableSpan
      var target = room.window(HashRatchet.secretCount * index..<HashRatchet.secretCount * (index + 1))
      for step in oldest..<newest { HashRatchet.advance(&target, generation: step) }
    }
    return true
  }

  private borrowing func times(_ index: Int) -> (Ticks, Ticks, UInt32, UInt32) {
    let view = ratchets.span
    return (view[index].expires, view[index].forgets, view[index].oldest, view[index].newest)
  }

  /// The key of a generation from `oldest` on.
  borrowing func key(_ index: Int, generation: UInt32, into key: inout MutableSpan<UInt8>) {
    var secret = InlineArray<32, UInt8>(repeating: 0)
    var room = secret.mutableSpan
    room.copy(from: secrets.slot(index))
    var step = ratchets[index].oldest
    while step < generation {
      HashRatchet.advance(&room, generation: step)
      step += 1
    }
    HashRatchet.key(room.span, generation: generation, into: &key)
    ConstantTime.wipe(&room)
  }

  /// A frame was opened with this ratchet.
  mutating func mark(_ place: Int, _ index: Int, number: UInt64, at now: Ticks, keep span: UInt64) {
    var view = ratchets.mutableSpan
    view[index].window.mark(number)
    let generation = UInt32(truncatingIfNeeded: number >> 24)
    if generation > view[index].newest {
      view[index].newest = generation
      view[index].forgets = now.advanced(by: span)
    }
    members[place].latest = Int32(index - place * depth)
  }

  /// How many members have a key that is not too old.
  borrowing func count(at now: Ticks) -> Int {
    var found = 0
    for place in 0..<used where !isGone(place, at: now) { found += 1 }
    return found
  }

  @inline(never) deinit {}
}
