import PatchBase
import PatchEngine
import Testing

/// A Room with one caller, far away, and one voice of the host.
final class FarCall {
  var room: Room
  let caller: SlotID
  let voice: SlotID
  let carrier: FarCarrier
  private(set) var events: [RoomEvent] = []
  /// The bytes of each recorded file.
  private(set) var disk: [[UInt8]] = []
  private(set) var now: UInt64 = 0
  private var wake: UInt64 = 0
  private var buffer = [UInt8](repeating: 0, count: 8192)

  init(_ network: FarCarrier.Network, seed: UInt64, lead: Int = 300) throws {
    carrier = FarCarrier(network, seed: seed)
    room = try Room()
    let start = Array(Line(carrier.sid).start().utf8)
    var leg: Box<Leg>? = Box(try Leg(LegSettings(.carrier, lead: lead), startMessage: start.span, roomRate: 8000))
    caller = try room.add(&leg)
    var voice: Box<Leg>? = Box(try Leg(LegSettings(.pcm, listens: false, queue: 600_000), roomRate: 8000))
    self.voice = try room.add(&voice)
  }

  func write(_ item: UInt64, _ bytes: [UInt8], last: Bool = true) throws {
    #expect(try room.write(voice, item: item, bytes.span, last: last) == bytes.count)
  }

  /// Lets `milliseconds` pass, in steps of one, but for those in which nothing can happen.
  func run(_ milliseconds: Int) throws {
    let end = now + UInt64(milliseconds) * 1000
    while now < end {
      for name in carrier.run(until: now) {
        let text = Array(#"{"event":"mark","streamSid":"MZ1","sequenceNumber":"9","mark":{"name":"\#(name)"}}"#.utf8)
        try room.message(caller, text.span, at: Ticks(microseconds: now))
      }
      if now >= wake { _ = room.tick(at: Ticks(microseconds: now)) }
      try drain()
      now += 1000
      let due = min(wake, carrier.due, end)
      if due > now { now += (due - now + 999) / 1000 * 1000 }
    }
  }

  /// The host does what `poll` says.
  func drain() throws {
    while true {
      var target = buffer.mutableSpan
      switch try room.poll(into: &target) {
      case .wait(let until):
        wake = until.microseconds
        return
      case .message(_, let length): carrier.take(String(decoding: buffer[0..<length], as: UTF8.self), at: now)
      case .event(let event, _): events.append(event)
      case .record(let file, let length, let offset):
        while disk.count <= file { disk.append([]) }
        let start = Int(offset)
        disk[file].replaceSubrange(start..<min(start + length, disk[file].count), with: buffer[0..<length])
      default: break
      }
    }
  }

  /// What the caller was reported to have heard of an item, in samples.
  func reported(_ item: UInt64) -> Int? {
    let all = events.filter { $0.kind == .heard && $0.value == item }
    #expect(all.count <= 1, "an item is reported once")
    for event in all { #expect(event.leg == caller && event.peer == voice) }
    return all.first.map { Int($0.extra) * 8 / 1000 }
  }

  /// How far into `sound` the last of it is that came out of the phone before byte `end`: 0 for nothing.
  func heard(of sound: [UInt8], before end: Int) -> Int {
    let heard = carrier.heard
    var last = 0
    var at = min(end, heard.count)
    // From the end back: the first stretch of sixteen bytes that is of this sound.
    while at >= 16 {
      // Silence is of no sound.
      if heard[at - 1] != 0xFF, let place = find(heard[at - 16..<at], in: sound) {
        last = place + 16
        break
      }
      at -= 1
      if end - at > 16_000 { break }
    }
    return last
  }
}
