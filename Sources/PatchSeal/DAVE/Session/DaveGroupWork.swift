internal import PatchBase

/// What a session does with its group.
extension DaveSession {
  mutating func tell(_ kind: DaveEvent.Kind, _ value: UInt64 = 0) {
    outbox.add(.event, number: kind.rawValue, value: value)
  }

  /// One change of keys more: which of the updates it is.
  @inline(never)
  mutating func change() -> Int {
    let (index, isNew) = updates.open()
    if isNew { outbox.add(.update) }
    return index
  }

  /// Out of the group, with nothing of it left. Keys that frames have expire by themselves.
  @inline(never)
  mutating func leaveGroup() {
    group.leave()
    package.forget()
    isEstablished = false
    recovery.cancel()
  }

  /// A new key package for the gateway, and a group of our own as soon as its sender is known.
  mutating func begin() {
    do {
      try package.renew(user: settings.user, signing: signing, suite: group.suite, from: &keys)
      packageNumber += 1
      outbox.add(.keyPackage, value: packageNumber)
    } catch {
      // Without memory or random bytes there is no package; the next attempt is a fresh start's.
      tell(.recovering, UInt64(error.mlsCause.rawValue))
      recovery.postpone(latestTransition, at: clock)
    }
    makeLocal()
  }

  /// The group of epoch 0 in which there are only we.
  mutating func makeLocal() {
    guard package.isThere, externalSender.count > 0, !isEstablished else { return }
    do throws(Fault) {
      try group.found(id: settings.channel, externalSender: externalSender, package: package, from: &keys)
    } catch {
      group.leave()
      tell(.refused, UInt64(error.mlsCause.rawValue))
      // Nobody else is to blame, so nobody else will do anything about it.
      if error.mlsCause == .memory || error.mlsCause == .library { recovery.postpone(latestTransition, at: clock) }
    }
  }

  /// Sound in the clear, or none.
  mutating func goPlain() {
    version = 0
    isSealed = false
    let isMuted = settings.requiresDave
    let index = change()
    updates[index].setPassThrough(true)
    if isMuted { updates[index].muteSender() } else { updates[index].openSender() }
    tell(isMuted ? .muted : .plain)
  }

  /// This protocol version, above 0, is in force.
  mutating func reach(_ version: Int) {
    if self.version == 0 {
      let index = change()
      updates[index].setPassThrough(false)
      updates[index].holdSender()
    }
    self.version = version
  }

  /// From now on we send with this key.
  mutating func send(_ base: Span<UInt8>, serial: UInt64) {
    sendingSerial = serial
    let index = change()
    // A base has the right length.
    try? updates[index].setSender(base: base)
    if !isSealed { tell(.sealed, UInt64(version)) }
    isSealed = true
  }

  /// From now on we send with the key of the epoch that we are in.
  mutating func sendInThisEpoch() {
    var own = InlineArray<16, UInt8>(repeating: 0)
    var room = own.mutableSpan
    if (try? exportBase(settings.user, into: &room)) != nil { send(own.span, serial: serial) }
    room = own.mutableSpan
    ConstantTime.wipe(&room)
  }

  /// Something went wrong with the group: a fresh start, now or when it is time.
  @inline(never)
  mutating func fail(_ transition: UInt16, _ cause: MLSCause?) {
    tell(.recovering, UInt64(cause?.rawValue ?? 0))
    latestTransition = transition
    if recovery.ask(transition, at: clock) { restart(transition) }
  }

  mutating func restart(_ transition: UInt16) {
    outbox.add(.invalid, number: UInt32(transition))
    leaveGroup()
    begin()
    // The gateway may not have heard of it: what is sent just before a connection breaks is lost.
    if roster.count > 1 { recovery.expect(transition, at: clock) }
  }

  /// We are in a new epoch: keys of all for what we hear, and for what we say when the transition is executed.
  mutating func enter(_ transition: UInt16) {
    isEstablished = true
    package.forget()
    serial += 1
    latestTransition = transition
    recovery.settle(at: clock)
    var own = InlineArray<16, UInt8>(repeating: 0)
    do {
      try export(own: &own)
    } catch {
      return fail(transition, error.mlsCause)
    }
    tell(.epoch, group.epoch)
    if transition == 0 {
      reach(max(announced, version))
      send(own.span, serial: serial)
    } else {
      transitions.insert(transition, version: max(announced, version), serial: serial, base: own.span, at: clock)
      outbox.add(.ready, number: UInt32(transition))
    }
    var base = own.mutableSpan
    ConstantTime.wipe(&base)
  }

  /// A change with the keys of everybody else; ours into `own`.
  private mutating func export(own: inout InlineArray<16, UInt8>) throws(Fault) {
    let index = change()
    updates[index].dropReceivers()
    updates[index].epoch = group.epoch
    var base = InlineArray<16, UInt8>(repeating: 0)
    for leaf in 0..<group.leafCount {
      guard let user = group.user(at: leaf) else { continue }
      var room = base.mutableSpan
      try exportBase(user, into: &room)
      if user == settings.user {
        own = base
      } else {
        try updates[index].addReceiver(user, base: base.span)
      }
    }
    var room = base.mutableSpan
    ConstantTime.wipe(&room)
  }

  /// The 16 bytes that a member's key ratchet begins with.
  private borrowing func exportBase(_ user: UInt64, into base: inout MutableSpan<UInt8>) throws(Fault) {
    let label: StaticString = "Discord Secure Frames v0"
    var context = InlineArray<8, UInt8>(repeating: 0)
    var room = context.mutableSpan
    room.setWord(user, at: 0)
    try group.export(label: label.bytes, context: context.span, into: &base)
  }
}
