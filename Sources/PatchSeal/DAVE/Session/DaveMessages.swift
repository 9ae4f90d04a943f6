internal import PatchBase

/// The four binary messages of the gateway.
extension DaveSession {
  /// Op 25: whose proposals count.
  mutating func receiveExternalSender(_ body: Span<UInt8>) {
    guard body.count >= 1, body.count <= DaveSession.externalLimit else { return tell(.ignored, 25) }
    let isSame = ConstantTime.equal(body, externalSender.span)
    guard !isEstablished, !(isSame && group.isThere) else { return }
    externalSender.clear()
    externalSender.append(body)
    makeLocal()
  }

  /// Op 27: who is to come and to go. If one of them is not right, none is taken.
  mutating func receiveProposals(_ body: Span<UInt8>) {
    guard group.isThere else { return tell(.ignored, 27) }
    let before = group.proposals.mark
    do throws(Fault) {
      var reader = MLSReader(body)
      let operation = reader.number(1)
      let content = body.window(reader.vector())
      try reader.finish()
      switch operation {
      case 0: guard try append(content) else { return }
      case 1: try revoke(content)
      default: throw .unsupported
      }
      guard group.proposalCount > 0 else { return group.dropPending() }
      do throws(Fault) {
        try group.commit(from: &keys)
      } catch {
        return tell(.refused, UInt64(error.mlsCause.rawValue))
      }
      commitNumber += 1
      outbox.add(.commit, value: commitNumber)
    } catch {
      group.proposals.restore(before)
      tell(.refused, UInt64(error.mlsCause.rawValue))
    }
  }

  /// False when nothing came of it that is to be committed.
  private mutating func append(_ messages: Span<UInt8>) throws(Fault) -> Bool {
    var offset = 0
    var isTaken = false
    while offset < messages.count {
      let rest = messages.window(offset..<messages.count)
      do throws(Fault) {
        let proposal = try group.check(proposal: rest)
        if proposal.kind == .add, !roster.contains(proposal.user) { throw .mls(.credential) }
        try group.take(proposal, rest)
        offset += proposal.count
        isTaken = true
      } catch {
        // Of an epoch that is over, or not yet: that is nobody's fault.
        guard error.mlsCause == .epoch else { throw error }
        offset += try MLSMessage.count(rest)
      }
    }
    return isTaken
  }

  private mutating func revoke(_ references: Span<UInt8>) throws(Fault) {
    var reader = MLSReader(references)
    while reader.hasMore {
      // One that is not here was never taken, or is gone with its epoch.
      _ = group.revoke(references.window(reader.vector()))
    }
    try reader.check()
  }

  /// Op 29: the commit that counts.
  mutating func receiveCommit(_ body: Span<UInt8>) {
    guard body.count > 2 else { return tell(.ignored, 29) }
    let transition = UInt16(body[0]) << 8 | UInt16(body[1])
    let commit = body.window(2..<body.count)
    guard group.isThere else { return tell(.ignored, 29) }
    guard isEstablished || group.isPending(commit) else {
      // The first commit of a group that we are not in is for others, and a Welcome follows for us. Or it was our own and
      // came damaged: then none does.
      if epoch(of: commit) == 0 { recovery.expect(transition, at: clock) }
      return tell(.ignored, 29)
    }
    do throws(Fault) {
      _ = try group.process(commit: commit)
    } catch {
      let cause = error.mlsCause
      // Of an epoch that is behind us: it came twice, or late.
      let isPast = cause == .epoch && epoch(of: commit) ?? .max < group.epoch
      if cause == .groupID || isPast { return tell(.ignored, 29) }
      return fail(transition, cause)
    }
    guard group.user(at: group.ownLeaf) == settings.user else { return fail(transition, .selfRemoved) }
    enter(transition)
  }

  /// The epoch that a commit of our group is of.
  private borrowing func epoch(of commit: Span<UInt8>) -> UInt64? {
    var reader = MLSReader(commit)
    _ = reader.take(4)
    reader.expect(8, 1, .groupID)
    reader.expect(settings.channel, 8, .groupID)
    let epoch = reader.number(8)
    return (try? reader.check()) == nil ? nil : epoch
  }

  /// Op 30: the way in.
  mutating func receiveWelcome(_ body: Span<UInt8>) {
    guard body.count > 2, package.isThere, externalSender.count > 0, !isEstablished else { return tell(.ignored, 30) }
    let transition = UInt16(body[0]) << 8 | UInt16(body[1])
    do throws(Fault) {
      try group.enter(
        welcome: body.window(2..<body.count), id: settings.channel, externalSender: externalSender, package: package)
    } catch {
      return fail(transition, error.mlsCause)
    }
    enter(transition)
  }
}
