internal import PatchBase

/// The four binary messages of the gateway.
extension DaveSession {
  /// Op 25: whose proposals count.
  mutating func receiveExternalSender(_ body: Span<UInt8>) {
    guard body.count >= 1, body.count <= DaveSession.externalLimit else { return tell(.ignored, 25) }
    let isSame =
      body.count == externalCount && ConstantTime.equal(body, externalSender.span.window(0..<externalCount))
    guard !isEstablished, !(isSame && group.isTaken) else { return }
    var room = externalSender.mutableSpan
    room.copy(from: body)
    externalCount = body.count
    makeLocal()
    // One that is none is forgotten: another may follow.
    if package.isTaken, !group.isTaken { externalCount = 0 }
  }

  /// Op 27: who is to come and to go. All are checked before any is taken.
  mutating func receiveProposals(_ body: Span<UInt8>) {
    guard group.isTaken else { return tell(.ignored, 27) }
    do throws(Fault) {
      var reader = ByteReader(body)
      let operation = try reader.byte()
      let content = try reader.vector()
      guard reader.remaining == 0 else { throw .malformed }
      switch operation {
      case 0: guard try append(body.window(content)) else { return }
      case 1: try revoke(body.window(content))
      default: throw .unsupported
      }
      guard group.value.proposalCount > 0 else { return group.value.dropPending() }
      try group.value.commit(from: &keys)
      commitNumber += 1
      outbox.add(.commit, value: commitNumber)
    } catch {
      tell(.refused, UInt64(error.mlsCause.rawValue))
    }
  }

  /// False when nothing came of it that is to be committed.
  private mutating func append(_ messages: Span<UInt8>) throws(Fault) -> Bool {
    for i in 0..<checked.capacity where checked.isOccupied(i) { _ = checked.remove(at: i) }
    var offset = 0
    var count = 0
    while offset < messages.count {
      guard count < checked.capacity else { throw .unsupported }
      let rest = messages.window(offset..<messages.count)
      do throws(Fault) {
        let proposal = try group.value.check(proposal: rest)
        if proposal.kind == .add, !roster.contains(proposal.user) { throw .mls(.credential) }
        _ = checked.insert(proposal, at: count)
        offset += proposal.count
      } catch {
        // Of an epoch that is over, or not yet: that is nobody's fault.
        guard error.mlsCause == .epoch else { throw error }
        offset += try MLSMessage.count(rest)
      }
      count += 1
    }
    var taken = false
    offset = 0
    for i in 0..<count {
      let rest = messages.window(offset..<messages.count)
      guard checked.isOccupied(i) else {
        offset += try MLSMessage.count(rest)
        continue
      }
      let proposal = checked.remove(at: i)
      try group.value.take(proposal, rest)
      offset += proposal.count
      taken = true
    }
    return taken
  }

  private mutating func revoke(_ references: Span<UInt8>) throws(Fault) {
    var reader = ByteReader(references)
    while reader.remaining > 0 {
      let reference = try reader.vector()
      // One that is not here was never taken, or is gone with its epoch.
      _ = group.value.revoke(references.window(reference))
    }
  }

  /// Op 29: the commit that counts.
  mutating func receiveCommit(_ body: Span<UInt8>) {
    guard body.count > 2 else { return tell(.ignored, 29) }
    let transition = UInt16(body[0]) << 8 | UInt16(body[1])
    let commit = body.window(2..<body.count)
    guard group.isTaken else { return tell(.ignored, 29) }
    guard isEstablished || group.value.isPending(commit) else {
      // The first commit of a group that we are not in is for others, and a Welcome follows for us. Or it was our own and
      // came damaged: then none does.
      if epoch(of: commit) == 0 { recovery.expect(transition, at: clock) }
      return tell(.ignored, 29)
    }
    do throws(Fault) {
      _ = try group.value.process(commit: commit)
    } catch {
      let cause = error.mlsCause
      // Of an epoch that is behind us: it came twice, or late.
      let isPast = cause == .epoch && epoch(of: commit) ?? .max < group.value.epoch
      if cause == .groupID || isPast { return tell(.ignored, 29) }
      return fail(transition, cause)
    }
    guard group.value.user(at: group.value.ownLeaf) == settings.user else { return fail(transition, .selfRemoved) }
    enter(transition)
  }

  /// The epoch that a commit of our group is of.
  private borrowing func epoch(of commit: Span<UInt8>) -> UInt64? {
    var reader = ByteReader(commit)
    guard (try? reader.take(4)) != nil, (try? reader.byte()) == 8, (try? reader.big(8)) == settings.channel else {
      return nil
    }
    return try? reader.big(8)
  }

  /// Op 30: the way in.
  mutating func receiveWelcome(_ body: Span<UInt8>) {
    guard body.count > 2, package.isTaken, externalCount > 0, !isEstablished else { return tell(.ignored, 30) }
    let transition = UInt16(body[0]) << 8 | UInt16(body[1])
    do throws(Fault) {
      group.put(
        try MLSGroup.join(
          welcome: body.window(2..<body.count), id: settings.channel,
          externalSender: externalSender.span.window(0..<externalCount), package: package.value,
          limits: MLSLimits(members: settings.users)))
    } catch {
      return fail(transition, error.mlsCause)
    }
    enter(transition)
  }
}
