import Foundation
import PatchBase
import PatchCodec
import PatchEngine
import Testing

/// What a host writes of a recording: each file as bytes, or only how long it is and what it ends with.
private struct Disk {
  var files: [[UInt8]] = []
  /// Bytes at the start of each file that are no longer here.
  var dropped: [Int] = []
  var keepsAll = true

  mutating func write(_ file: Int, _ bytes: ArraySlice<UInt8>, at offset: UInt64) {
    while files.count <= file {
      files.append([])
      dropped.append(0)
    }
    let start = Int(offset) - dropped[file]
    if start < 0 { return }  // the head of a file whose start is gone
    precondition(start <= files[file].count, "a hole in the file")
    let end = min(start + bytes.count, files[file].count)
    files[file].replaceSubrange(start..<end, with: bytes)
    if !keepsAll, files[file].count > 4_000_000 {
      dropped[file] += 2_000_000
      files[file].removeFirst(2_000_000)
    }
  }

  func length(_ file: Int) -> Int { dropped[file] + files[file].count }
}

private final class Studio {
  var room = try! Room()
  var disk = Disk()
  var now: UInt64 = 0
  var events: [RoomEvent] = []
  var taps: [(position: UInt64, bytes: [UInt8])] = []
  private var buffer = [UInt8](repeating: 0, count: 8192)

  func add(_ settings: LegSettings, sid: String? = nil) throws -> SlotID {
    let start = sid.map { Array(Line($0).start().utf8) } ?? []
    var box: Box<Leg>? = Box(try Leg(settings, startMessage: start.span, roomRate: 8000))
    return try room.add(&box)
  }

  func record(_ settings: RecorderSettings) throws {
    var box: Box<Recorder>? = Box(try Recorder(settings))
    try room.record(&box)
    let isTaken = box == nil
    #expect(isTaken)
  }

  func drain() throws {
    while true {
      var target = buffer.mutableSpan
      switch try room.poll(into: &target) {
      case .wait: return
      case .record(let file, let length, let offset): disk.write(file, buffer[0..<length], at: offset)
      case .event(let event, _): events.append(event)
      case .tap(_, let length, let position): taps.append((position, Array(buffer[0..<length])))
      default: break
      }
    }
  }

  func tick() throws {
    _ = room.tick(at: Ticks(microseconds: now))
    try drain()
    now += 20_000
  }

  func finish() throws {
    try room.finishRecording()
    try drain()
    _ = try room.takeRecorder()
  }

  func media(_ sid: String, _ payload: [UInt8], _ id: SlotID, timestamp: Int) throws {
    let text = Array(
      #"{"event":"media","streamSid":"\#(sid)","media":{"track":"inbound","timestamp":"\#(timestamp)","payload":"\#(base64(payload[...]))"}}"#
        .utf8)
    try room.message(id, text.span, at: Ticks(microseconds: now))
  }
}

private func samples(_ wav: [UInt8], channel: Int, of channels: Int) throws -> [Int16] {
  let head = try WavWriter(WavFormat(.l16, sampleRate: 8000, channels: channels), large: true).headBytes
  return stride(from: head + channel * 2, to: wav.count - 1, by: channels * 2).map {
    Int16(bitPattern: UInt16(wav[$0]) | UInt16(wav[$0 + 1]) << 8)
  }
}

/// Runs a program that may not be there: its status, nil when it is not.
private func run(_ program: String, _ arguments: [String]) -> Int32? {
  let paths = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
  guard let path = paths.map({ "\($0)/\(program)" }).first(where: { FileManager.default.isExecutableFile(atPath: $0) })
  else { return nil }
  let process = Process()
  process.executableURL = URL(filePath: path)
  process.arguments = arguments
  process.standardOutput = FileHandle.nullDevice
  process.standardError = FileHandle.nullDevice
  do { try process.run() } catch { return nil }
  process.waitUntilExit()
  return process.terminationStatus
}

@Suite struct RecorderTests {
  private func tone(_ milliseconds: Int, _ level: Int16 = 8000) -> [UInt8] {
    (0..<milliseconds * 8).flatMap { n -> [UInt8] in
      let v = n / 8 % 2 == 0 ? level : -level
      return [UInt8(truncatingIfNeeded: v), UInt8(truncatingIfNeeded: v >> 8)]
    }
  }

  @Test(arguments: [RecorderSettings.Container.wav, .ogg])
  func noByteComesBeforeConsent(container: RecorderSettings.Container) throws {
    let studio = Studio()
    let voice = try studio.add(LegSettings(.pcm, format: AudioFormat(.l16, sampleRate: 8000), listens: false))
    let other = try studio.add(LegSettings(.pcm, format: AudioFormat(.l16, sampleRate: 8000)))
    try studio.record(RecorderSettings(container))
    let sound = tone(20_000)
    #expect(try studio.room.write(voice, item: 1, sound.span) > 0)
    for _ in 0..<200 { try studio.tick() }
    #expect(studio.disk.files.isEmpty)
    #expect(throws: Fault.state) { _ = try studio.room.recording(of: voice) }
    // One consents: the others are silence.
    try studio.room.consent(other, true)
    for _ in 0..<200 { try studio.tick() }
    #expect(studio.disk.files.count == 1)
    try studio.room.consent(voice, true)
    for _ in 0..<100 { try studio.tick() }
    try studio.finish()
    guard container == .wav else { return }
    let right = try samples(studio.disk.files[0], channel: 1, of: 2)
    #expect(right.count == 300 * 160)
    #expect(right[0..<(200 * 160)].allSatisfy { $0 == 0 })
    #expect(right[(200 * 160)...].filter { $0 != 0 }.count > 99 * 160)
  }

  @Test func withoutConsentNothingIsEverWritten() throws {
    let studio = Studio()
    let voice = try studio.add(LegSettings(.pcm, format: AudioFormat(.l16, sampleRate: 8000), listens: false))
    try studio.record(RecorderSettings())
    #expect(try studio.room.write(voice, item: 1, tone(1000).span) > 0)
    for _ in 0..<100 { try studio.tick() }
    try studio.room.consent(voice, false)
    for _ in 0..<100 { try studio.tick() }
    try studio.finish()
    #expect(studio.disk.files.isEmpty)
    #expect(throws: Fault.state) { try studio.room.consent(voice, true) }
  }

  @Test func pausesAndTicksLeftOutAreSilence() throws {
    let studio = Studio()
    let voice = try studio.add(LegSettings(.pcm, format: AudioFormat(.l16, sampleRate: 8000), listens: false))
    try studio.record(RecorderSettings(layout: .tracks, tracks: 2))
    try studio.room.consent(voice, true)
    #expect(try studio.room.write(voice, item: 1, tone(20_000).span) > 0)
    for _ in 0..<50 { try studio.tick() }
    try studio.room.pauseRecording(true)
    for _ in 0..<50 { try studio.tick() }
    try studio.room.pauseRecording(false)
    for _ in 0..<50 { try studio.tick() }
    studio.now += 3_000_000  // 150 ticks
    for _ in 0..<50 { try studio.tick() }
    try studio.finish()
    let all = try samples(studio.disk.files[0], channel: 0, of: 1)
    #expect(all.count == 350 * 160)
    for (i, frame) in stride(from: 0, to: all.count, by: 160).enumerated() {
      let isSilent = all[frame..<frame + 160].allSatisfy { $0 == 0 }
      let wanted = (50..<100).contains(i) || (150..<299).contains(i)
      #expect(isSilent == wanted, "frame \(i)")
    }
  }

  /// Sound that a caller did not hear is not in the recording.
  @Test func interruptedSpeechIsCutWhereItWasCut() throws {
    let call = try FarCall(FarCarrier.Network(up: 40_000, down: 40_000), seed: 3)
    var box: Box<Recorder>? = Box(try Recorder(RecorderSettings()))
    try call.room.record(&box)
    try call.room.consent(call.voice, true)
    var random = Seeded(5)
    let item = random.bytes(5000 * 8).map { $0 == 0x7F || $0 == 0xFF ? UInt8(0) : $0 }
    try call.run(105)
    try call.write(1, item)
    try call.run(1333)
    try call.room.flush(call.voice, at: Ticks(microseconds: call.now))
    try call.run(1500)
    try call.room.finishRecording()
    try call.drain()
    let told = try #require(call.reported(1))
    let right = try samples(call.disk[0], channel: 1, of: 2)
    let spoken = (right.lastIndex { $0 != 0 } ?? 0) - (right.firstIndex { $0 != 0 } ?? 0)
    #expect(abs(spoken - told) <= 41 + 16, "\(spoken) recorded, \(told) heard")
  }

  /// Callers whose clocks differ, stalls, mutes, barge-ins: at the end every track is as long as the others, and a sound
  /// stands where the Room heard it.
  @Test func tracksStayAlignedForHours() throws {
    #if DEBUG
      let ticks = 15_000
    #else
      let ticks = 720_000  // four hours
    #endif
    let studio = Studio()
    studio.disk.keepsAll = false
    let names = ["MZa", "MZb"]
    let callers = try names.map { try studio.add(LegSettings(.carrier), sid: $0) }
    let voice = try studio.add(LegSettings(.pcm, format: AudioFormat(.l16, sampleRate: 24_000), listens: false))
    try studio.record(RecorderSettings(layout: .tracks, tracks: 4))
    for id in callers + [voice] { try studio.room.consent(id, true) }
    var random = Seeded(4)
    var said = [0, 0]  // ms, by each caller's clock
    let noise = (0..<50).map { _ in random.bytes(160) }
    let loud = [UInt8](repeating: 0x80, count: 160)
    let sound = tone(60)
    var stalled = 0
    for tick in 0..<ticks {
      for i in 0..<2 {
        // 200 ppm fast, and 200 ppm slow.
        let clock = Double(studio.now) / 1000 * (i == 0 ? 1.0002 : 0.9998)
        if stalled > 0 { continue }
        while Double(said[i] + 20) <= clock {
          let isLast = tick > ticks - 150 && tick < ticks - 60
          try studio.media(
            names[i], isLast ? (tick == ticks - 100 ? loud : [UInt8](repeating: 0xFF, count: 160)) : noise[tick % 50],
            callers[i], timestamp: said[i])
          said[i] += 20
        }
      }
      stalled = stalled > 0 ? stalled - 1 : (tick % 5000 == 4000 ? 17 : 0)
      if tick % 4 == 0 { _ = try studio.room.write(voice, item: UInt64(tick / 100), sound.span) }
      if tick % 900 == 899 { try studio.room.flush(voice) }
      if tick % 3000 == 1500 { try studio.room.consent(callers[1], false) }
      if tick % 3000 == 1700 { try studio.room.consent(callers[1], true) }
      if tick % 7000 == 6999 { studio.now += 90_000 }  // the host slept
      if tick == ticks - 120 { try studio.room.setTap(callers[0], .processed) }
      try studio.tick()
      studio.events.removeAll(keepingCapacity: true)
    }
    try studio.finish()
    let lengths = (0..<3).map { studio.disk.length($0) }
    #expect(Set(lengths).count == 1, "\(lengths)")
    // The caller's last loud frame: where the Room heard it, and where it is in the file.
    var heardAt: Int?
    for tap in studio.taps {
      for i in stride(from: 0, to: tap.bytes.count - 1, by: 2) {
        let v = Int16(bitPattern: UInt16(tap.bytes[i]) | UInt16(tap.bytes[i + 1]) << 8)
        if abs(Int32(v)) > 30_000, heardAt == nil { heardAt = Int(tap.position) + i / 2 }
      }
    }
    let head = try WavWriter(WavFormat(.l16, sampleRate: 8000, channels: 1), large: true).headBytes
    let file = studio.disk.files[0]
    let first = studio.disk.dropped[0]
    var recordedAt: Int?
    let start = file.count - 120 * 320
    for i in stride(from: start - (start + first - head) % 2, to: file.count - 1, by: 2) {
      let v = Int16(bitPattern: UInt16(file[i]) | UInt16(file[i + 1]) << 8)
      if abs(Int32(v)) > 30_000, recordedAt == nil { recordedAt = (first + i - head) / 2 }
    }
    let there = try #require(recordedAt)
    let here = try #require(heardAt)
    // The recording began with the first tick.
    #expect(abs(there - here) <= 160, "heard at \(here), recorded at \(there)")
  }

  /// Wherever the host dies, what it wrote is a file.
  @Test(arguments: [RecorderSettings.Container.wav, .ogg])
  func aKillLeavesAReadableFile(container: RecorderSettings.Container) throws {
    let studio = Studio()
    let voice = try studio.add(LegSettings(.pcm, format: AudioFormat(.l16, sampleRate: 8000), listens: false))
    try studio.record(RecorderSettings(container))
    try studio.room.consent(voice, true)
    #expect(try studio.room.write(voice, item: 1, tone(29_000).span) > 0)
    let folder = FileManager.default.temporaryDirectory.appending(path: "phonepatch-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var ran = 0
    for tick in 1...700 {
      try studio.tick()
      guard [160, 233, 700].contains(tick) else { continue }
      let file = folder.appending(path: container == .wav ? "killed.wav" : "killed.opus")
      let bytes = studio.disk.files[0]
      try Data(bytes).write(to: file)
      switch container {
      case .wav:
        // What the head says is there, and no more than a second and a bit is missing.
        let size = Int(bytes[4]) | Int(bytes[5]) << 8 | Int(bytes[6]) << 16 | Int(bytes[7]) << 24
        #expect(size + 8 <= bytes.count)
        #expect(bytes.count - size - 8 <= 2 * 32_000)
        if let status = run("sox", [file.path, "-n", "stat"]) {
          #expect(status == 0)
          ran += 1
        }
      case .ogg:
        #expect(bytes.starts(with: Array("OggS".utf8)))
        #expect(bytes.count > (tick / 50 - 2) * 1000, "\(bytes.count) bytes hold no sound")
      }
      if let status = run("ffmpeg", ["-v", "error", "-i", file.path, "-f", "null", "-"]) {
        #expect(status == 0)
        ran += 1
      }
    }
    if ran == 0 { print("aKillLeavesAReadableFile: no program here can read the file") }
  }
}
