// A Room in virtual time, with lines, a clock and a host that does what `poll` says.
import PatchBase
import PatchEngine
import Testing

final class Stage {
  var room: Room
  var now: UInt64 = 0
  var lines: [Line] = []
  var events: [RoomEvent] = []
  var marks: [(name: String, flushed: Bool)] = []
  var audio: [UInt64: [UInt8]] = [:]
  var taps: [UInt64: [UInt8]] = [:]
  var tapPositions: [(id: UInt64, position: UInt64, count: Int)] = []
  var faults: [Fault] = []
  /// µs that the tick of this number is late.
  var lateness: (Int) -> UInt64 = { _ in 0 }
  /// µs from the carrier's clock to ours: lines speak from here on.
  var callsBegan: UInt64 = 0
  var ticks = 0
  private var wake: UInt64 = 0
  private var calls = 0
  private var buffer = [UInt8](repeating: 0, count: 8192)

  init(_ settings: RoomSettings = RoomSettings()) throws { room = try Room(settings) }

  @discardableResult
  func add(
    _ line: Line, _ settings: LegSettings = LegSettings(.carrier), encoding: String = "audio/x-mulaw", rate: Int = 8000
  ) throws -> SlotID {
    let start = Array(line.start(encoding: encoding, rate: rate).utf8)
    let leg = try Leg(settings, startMessage: start.span, roomRate: room.settings.sampleRate)
    var box = Box(leg)
    line.id = try room.add(&box)
    line.rate = rate
    if encoding == "audio/x-l16" { (line.bytesPerSample, line.silenceByte) = (2, 0) }
    if encoding == "audio/x-alaw" { line.silenceByte = 0xD5 }
    lines.append(line)
    return line.id
  }

  func addPcm(
    _ format: AudioFormat, listens: Bool = true, minDelay: Int? = nil, queue: Int = 30_000
  ) throws -> SlotID {
    let leg = try Leg(
      LegSettings(.pcm, format: format, listens: listens, minDelay: minDelay, queue: queue),
      roomRate: room.settings.sampleRate)
    var box = Box(leg)
    return try room.add(&box)
  }

  func remove(_ line: Line) throws {
    _ = try room.remove(line.id)
    lines.removeAll { $0 === line }
  }

  func send(_ line: Line, _ text: String) { send(line, bytes: Array(text.utf8)) }

  func send(_ line: Line, bytes: [UInt8]) {
    do throws(Fault) { try room.message(line.id, bytes.span, at: Ticks(microseconds: now)) } catch {
      faults.append(error)
    }
  }

  @discardableResult
  func write(_ id: SlotID, item: UInt64, _ bytes: [UInt8], last: Bool = false) throws -> Int {
    try room.write(id, item: item, bytes.span, last: last)
  }

  /// Lets `milliseconds` pass, in steps of one.
  func run(_ milliseconds: Int, each: ((UInt64) throws -> Void)? = nil) throws {
    for _ in 0..<milliseconds {
      for line in lines {
        line.play(until: now)
        for text in line.due(at: now - callsBegan) { send(line, text) }
        let echoes = line.echoes
        line.echoes = []
        for name in echoes { send(line, line.mark(name)) }
      }
      try each?(now)
      if now >= wake + lateness(calls) {
        calls += 1
        ticks += room.tick(at: Ticks(microseconds: now))
        try drain()
      }
      now += 1000
    }
    for line in lines { line.play(until: now) }
  }

  func drain() throws {
    while true {
      var target = buffer.mutableSpan
      let output = try room.poll(into: &target)
      switch output {
      case .wait(let until):
        wake = until.microseconds
        return
      case .message(let id, let length):
        let line = try #require(lines.first { $0.id == id })
        line.take(String(decoding: buffer[0..<length], as: UTF8.self), at: now)
      case .audio(let id, let length): audio[id.rawValue, default: []] += buffer[0..<length]
      case .packet, .speaker, .record: break
      case .tap(let id, let length, let position):
        taps[id.rawValue, default: []] += buffer[0..<length]
        tapPositions.append((id.rawValue, position, length))
      case .event(let event, let length):
        events.append(event)
        if event.kind == .mark {
          marks.append((String(decoding: buffer[0..<length], as: UTF8.self), event.value == 1))
        }
      }
    }
  }

  func statistics(_ line: Line) throws -> LegStatistics { try room.statistics(line.id) }

  func count(_ kind: RoomEvent.Kind) -> UInt64 {
    events.filter { $0.kind == kind }.reduce(0) { $0 + $1.value }
  }
}

/// SplitMix64: the same bytes in every run.
struct Seeded: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }
}

/// Where `needle` begins in `hay`.
func find(_ needle: ArraySlice<UInt8>, in hay: [UInt8], from: Int = 0) -> Int? {
  guard needle.count > 0, hay.count >= needle.count else { return nil }
  let first = needle.first!
  var i = from
  while i + needle.count <= hay.count {
    if hay[i] == first, hay[i..<i + needle.count].elementsEqual(needle) { return i }
    i += 1
  }
  return nil
}
