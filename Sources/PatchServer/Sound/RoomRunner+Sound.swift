import NIOCore
import PatchAudio
import PatchBase
import PatchEngine

/// Legs with sound of their own.
extension RoomRunner {
  /// How much of what somebody says may wait, in ms; beyond `eager`, silence is left out until it is less.
  private static let queue = 200
  private static let eager = 120

  func add(_ request: SoundRequest) throws(RoomRefusal) {
    guard population < context.legsPerRoom else { throw .roomFull }
    do throws(Fault) {
      let settings = LegSettings(.pcm, format: request.format, minDelay: 40, queue: Self.queue)
      var boxed = Box(try Leg(settings, roomRate: context.tuning.sampleRate))
      guard boxed != nil else { throw .noMemory }
      let slot = try room.add(&boxed)
      guests[slot.rawValue] = SoundLine(request, slot: slot)
      slotOf[request.legID] = slot
      balance()
    } catch {
      throw .failed(error)
    }
    guests[slotOf[request.legID]!.rawValue]?.tell(
      "{\"type\":\"joined\",\"leg_id\":\(JSONText.quoted(request.legID)),\"room\":\(JSONText.quoted(name)),"
        + "\"format\":\(JSONText.quoted(request.wish.formatName)),\"sample_rate\":\(request.format.sampleRate),"
        + "\"frame_samples\":\(request.format.samplesPerFrame)}")
  }

  /// One frame that somebody says.
  func sound(_ legID: String, _ bytes: ByteBuffer) {
    guard let slot = slotOf[legID], let guest = guests[slot.rawValue] else { return }
    let waiting = (try? room.statistics(slot).queued) ?? 0
    let limit = Self.eager * Int(guest.request.format.sampleRate) / 1000 * guest.request.format.encoding.bytesPerSample
    if waiting > limit, Self.isQuiet(bytes, guest.request.format) {
      guests[slot.rawValue]?.refused += 1
      return
    }
    let taken = (try? room.write(slot, item: guest.item, bytes.readableBytesUInt8Span)) ?? 0
    if taken < bytes.readableBytes { guests[slot.rawValue]?.refused += 1 }
    if taken > 0 { guests[slot.rawValue]?.itemHasSound = true }
  }

  func command(_ legID: String, _ command: SoundCommand) {
    guard let slot = slotOf[legID], var guest = guests[slot.rawValue] else { return }
    let close = { [self] (item: UInt64) in _ = try? room.write(slot, item: item, Span(), last: true) }
    switch command {
    case .mute(let on):
      guest.isMuted = on
      if on { guest.endItem(close) }
      guests[slot.rawValue] = guest
      return balance()
    case .clear:
      try? room.flush(slot)
      for name in guest.cleared() { guest.tell(Self.mark(name, flushed: true)) }
    case .mark(let name):
      if guest.mark(name, close: close) ?? true { guest.tell(Self.mark(name, flushed: false)) }
    }
    guests[slot.rawValue] = guest
  }

  func itemEnded(_ slot: SlotID, _ item: UInt64) {
    for name in guests[slot.rawValue]?.ended(item) ?? [] {
      guests[slot.rawValue]?.tell(Self.mark(name, flushed: false))
    }
  }

  /// What a guest hears. Gives the guest that has to go, if it does not read.
  func send(_ slot: SlotID, sound length: Int, _ now: NIODeadline) -> String? {
    guard let guest = guests[slot.rawValue] else { return nil }
    var bytes = guest.request.channel.allocator.buffer(capacity: length)
    bytes.writeBytes(output.span.window(0..<length).bytes)
    let isGood = guests[slot.rawValue]?.send(bytes, now: now, patience: context.unreadPatience) ?? true
    return isGood ? nil : guest.request.legID
  }

  /// A key that a caller pressed, for those who can do something with it.
  func tellGuests(digit: String, leg: String) {
    for guest in guests.values {
      guest.tell("{\"type\":\"dtmf\",\"digit\":\(JSONText.quoted(digit)),\"leg_id\":\(JSONText.quoted(leg))}")
    }
  }

  private static func mark(_ name: String, flushed: Bool) -> String {
    "{\"type\":\"mark\",\"name\":\(JSONText.quoted(name)),\"flushed\":\(flushed)}"
  }

  /// About 50 dB below the loudest.
  private static func isQuiet(_ bytes: ByteBuffer, _ format: AudioFormat) -> Bool {
    let view = bytes.readableBytesView
    guard format.encoding == .l16 else { return view.allSatisfy { ~$0 & 0x7F < 16 } }
    var at = view.startIndex
    while at + 1 < view.endIndex {
      let sample = Int16(bitPattern: UInt16(view[at]) | UInt16(view[at + 1]) << 8)
      if sample.magnitude > 100 { return false }
      at += 2
    }
    return true
  }
}
