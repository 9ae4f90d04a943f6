import NIOCore

/// Forwards media without ever decrypting it end to end.
extension VoiceDesk {
  func datagram(_ bytes: [UInt8], from address: SocketAddress, server: Int, now: UInt64) {
    if let ssrc = VoiceDiscovery.question(bytes) { return discover(ssrc, address, server) }
    if let echo = VoiceDiscovery.echo(bytes) {
      return effects.append(.datagram(server: server, to: address, echo))
    }
    if MediaPacket.isControl(bytes) { return control(bytes, server) }
    guard let packet = MediaPacket(bytes), let member = sources[packet.ssrc], member.server == server,
      let transport = member.transport
    else {
      // Nobody's: there is nobody to report it for, but whoever sends from there.
      for member in members.values where member.address == address { report(member) { $0.refused += 1 } }
      return
    }
    guard packet.kind == MediaPacket.audio, let body = transport.open(bytes, header: packet.headerCount),
      let payload = packet.payload(of: body)
    else { return report(member) { $0.refused += 1 } }
    member.address = address
    noteNonce(member, bytes)
    guard member.speaking != nil else {
      return violation(member, "media before the first op 5")
    }
    note(payload, member, now: now)
    guard member.seat.maySpeak, !member.seat.mute else { return }
    if chance(faults(of: member).uplinkLoss) { return }
    forward(packet, payload, from: member, now: now)
  }

  private func discover(_ ssrc: UInt32, _ address: SocketAddress, _ server: Int) {
    guard let member = sources[ssrc], member.server == server else { return }
    guard member.discoveriesLost >= faults(of: member).lostDiscoveries else {
      member.discoveriesLost += 1
      return
    }
    member.address = address
    let answer = VoiceDiscovery.answer(ssrc, address: address.ipAddress ?? "127.0.0.1", port: address.port ?? 0)
    effects.append(.datagram(server: server, to: address, answer))
  }

  private func control(_ bytes: [UInt8], _ server: Int) {
    guard bytes.count >= 28 else { return }
    let ssrc = bytes[4..<8].reduce(0) { $0 << 8 | UInt32($1) }
    guard let member = sources[ssrc], member.server == server, let transport = member.transport else { return }
    let isOpen = transport.open(bytes, header: 8) != nil
    report(member) { if isOpen { $0.control += 1 } else { $0.refused += 1 } }
  }

  private func noteNonce(_ member: VoiceMember, _ bytes: [UInt8]) {
    let nonce = bytes.suffix(4).reduce(0) { $0 << 8 | UInt32($1) }
    if member.nonces.count > 1 << 18 { member.nonces = [] }
    if !member.nonces.insert(nonce).inserted { report(member) { $0.nonceReused += 1 } }
  }

  private func note(_ payload: [UInt8], _ member: VoiceMember, now: UInt64) {
    let mustBeEncrypted = room(of: member).map { !$0.group.isInTheClear && $0.clearUntil <= now } ?? false
    report(member) {
      switch MediaContent(payload) {
      case .encrypted: $0.encrypted += 1
      case .silence: $0.silence += 1
      case .plain: if mustBeEncrypted { $0.plainUnderDave += 1 } else { $0.plain += 1 }
      }
    }
  }

  private func forward(_ packet: MediaPacket, _ payload: [UInt8], from member: VoiceMember, now: UInt64) {
    for other in room(of: member)?.members ?? [] where other !== member {
      guard other.transport != nil, let address = other.address, !other.seat.deaf, !other.seat.selfDeaf else {
        continue
      }
      let faults = faults(of: other)
      if chance(faults.loss) { continue }
      let padding = chance(faults.padding) ? Int.random(in: 1...40, using: &random) : 0
      let parts = packet.forwarded(payload, padding: padding)
      guard let bytes = other.transport?.seal(header: parts.header, body: parts.body) else { continue }
      report(other) { $0.forwarded += 1 }
      transmit(bytes, to: other, address, faults, now: now)
      if chance(faults.duplicate) { transmit(bytes, to: other, address, faults, now: now) }
      if chance(faults.reports), let report = receiverReport(packet.ssrc, other) {
        effects.append(.datagram(server: other.server, to: address, report))
      }
    }
  }

  private func transmit(
    _ bytes: [UInt8], to member: VoiceMember, _ address: SocketAddress, _ faults: VoiceFaults, now: UInt64
  ) {
    var due = now
    if faults.jitterMilliseconds > 0 {
      due += UInt64(Double.random(in: 0...faults.jitterMilliseconds, using: &random) * 1000)
    }
    due = max(due, member.lastDue)
    // Held back for longer than a frame, so that the next ones overtake.
    if chance(faults.reorder) {
      return schedule.add(.datagram(server: member.server, to: address, bytes), at: due + 45_000)
    }
    guard due > now else { return effects.append(.datagram(server: member.server, to: address, bytes)) }
    member.lastDue = due
    schedule.add(.datagram(server: member.server, to: address, bytes), at: due)
  }

  /// RTCP as a forwarding unit sends it: who reports, about whom.
  private func receiverReport(_ ssrc: UInt32, _ member: VoiceMember) -> [UInt8]? {
    var body: [UInt8] = (0..<4).map { UInt8(truncatingIfNeeded: ssrc >> (24 - 8 * $0)) }
    body += [UInt8](repeating: 0, count: 20)
    return member.transport?.seal(header: [0x81, 201, 0, 7, 0, 0, 0, 1], body: body)
  }

  private func chance(_ share: Double) -> Bool { share > 0 && Double.random(in: 0..<1, using: &random) < share }
}
