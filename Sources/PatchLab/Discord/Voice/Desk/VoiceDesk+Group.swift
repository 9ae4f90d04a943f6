/// The group of a channel: what its members send, and what they are told.
extension VoiceDesk {
  func room(of member: VoiceMember) -> VoiceRoom? { rooms[RoomKey(server: member.server, channel: member.channel)] }

  func group(of member: VoiceMember, _ change: (inout ChannelGroup) -> Void) {
    if let room = room(of: member) { change(&room.group) }
  }

  func settle(_ member: VoiceMember, now: UInt64) {
    if let room = room(of: member) { deliver(room, now: now) }
  }

  func keyPackage(_ bytes: [UInt8], _ member: VoiceMember, now: UInt64) {
    guard let room = room(of: member) else { return }
    report(member) { $0.keyPackages += 1 }
    do {
      try room.group.keyPackage(bytes, from: member.user)
    } catch {
      violation(member, "key package: \((error as? GroupRefusal)?.rawValue ?? "\(error)")")
    }
    deliver(room, now: now)
  }

  /// A commit has come in, and is looked at now or later.
  func arrived(commit bytes: [UInt8], _ member: VoiceMember, now: UInt64) {
    guard let room = room(of: member) else { return }
    let faults = faults(of: member)
    if faults.commitDelayMilliseconds > 0 {
      return schedule.add(
        .commit(member: member, bytes), at: now + UInt64(faults.commitDelayMilliseconds * 1000))
    }
    if let held = room.held, held.user != member.user {
      // The later one first.
      commit(bytes, member, now: now)
      return release(room, now: now)
    }
    if faults.competes, room.held == nil, room.members.count > 1 {
      room.held = (member.user, bytes)
      return schedule.add(.release(room), at: now + 500_000)
    }
    commit(bytes, member, now: now)
  }

  func release(_ room: VoiceRoom, now: UInt64) {
    guard let held = room.held else { return }
    room.held = nil
    if let member = room.members.first(where: { $0.user == held.user }) { commit(held.bytes, member, now: now) }
  }

  func commit(_ bytes: [UInt8], _ member: VoiceMember, now: UInt64) {
    guard let room = room(of: member), room.members.contains(where: { $0 === member }) else { return }
    do {
      let hasPath = try room.group.commit(bytes, from: member.user, now: now)
      report(member) {
        $0.commitsWon += 1
        if hasPath { $0.pathsWon += 1 }
      }
    } catch let refusal as GroupRefusal {
      // Losing a race is no fault: the proposals may have changed under way, too.
      report(member) {
        switch refusal {
        case .epoch, .proposals, .notMember: $0.commitsLate += 1
        default: $0.commitsRefused[refusal.rawValue, default: 0] += 1
        }
      }
    } catch {
      report(member) { $0.commitsRefused["\(error)", default: 0] += 1 }
    }
    deliver(room, now: now)
  }

  /// Tells the members what their group said.
  func deliver(_ room: VoiceRoom, now: UInt64) {
    for output in room.group.take() {
      switch output {
      case .json(let user, let op, let data):
        guard let member = room.members.first(where: { $0.user == user }) else { continue }
        let late = faults(of: member).executeDelayMilliseconds
        if op == 22, late > 0 {
          schedule.add(.message(member: member, op: op, data), at: now + UInt64(late * 1000))
        } else {
          send(member, op: op, data)
        }
      case .binary(let user, let op, let payload):
        guard let member = room.members.first(where: { $0.user == user }) else { continue }
        send(member, op: op, damaged(payload, op, member))
      }
    }
    if room.group.isInTheClear { room.clearUntil = now + 1_000_000 }
  }

  private func damaged(_ payload: [UInt8], _ op: UInt8, _ member: VoiceMember) -> [UInt8] {
    let faults = faults(of: member)
    switch op {
    case 29 where member.commitsDamaged < faults.damagedCommits: member.commitsDamaged += 1
    case 30 where member.welcomesDamaged < faults.damagedWelcomes: member.welcomesDamaged += 1
    default: return payload
    }
    var broken = payload
    // Inside the tags of a commit, and the encrypted part of a Welcome.
    broken[broken.count - 20] ^= 0x55
    return broken
  }
}
