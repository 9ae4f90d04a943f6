import NIOCore
import PatchBase
import PatchNet
import PatchWire

/// One media stream while it lasts: the carrier's end of the WebSocket.
///
/// One task owns the state; another reads, a third ticks. Whatever is due is computed from the clock, so a late tick
/// delays a message and never loses one.
struct MediaStream {
  private enum Input: Sendable {
    case event(WebSocketEvent)
    case tick
    case stop
  }

  private let order: StreamOrder
  private let link: any WebSocketLink
  private let stopped: AsyncStream<Void>
  private let ear: EarTap
  private var messages: CarrierMessages
  private var queue: PlaybackQueue
  private(set) var report: StreamReport
  private var framesSent = 0
  private var keysSent = 0
  private var stallsDone = 0
  private var stalledUntil: NIODeadline?
  private var catchingUp = false
  private var isBroken = false
  private var over = false

  /// - Parameters:
  ///   - stopped: yields when the call asks the stream to stop.
  ///   - ear: what the caller hears from elsewhere, for the outbound track of a unidirectional stream.
  init(_ order: StreamOrder, over link: any WebSocketLink, stopped: AsyncStream<Void>, ear: EarTap) {
    self.order = order
    self.link = link
    self.stopped = stopped
    self.ear = ear
    messages = CarrierMessages(
      streamSid: order.streamSid, callSid: order.callSid, accountSid: order.accountSid)
    queue = PlaybackQueue(silence: order.media.silence, limit: order.queueBytes)
    report = StreamReport(
      streamSid: order.streamSid, url: order.url, bidirectional: order.bidirectional, format: order.media.format,
      started: .now(), heard: queue.timeline)
  }

  /// Speaks and listens until the stream ends.
  mutating func run() async -> StreamReport {
    do {
      try await link.send(.text(try messages.connected()))
      try await link.send(
        .text(try messages.start(order.media, tracks: order.tracks, parameters: order.parameters)))
      report.started = .now()
      await converse()
    } catch {
      finish(.serverLeft)
    }
    let now = position(.now())
    queue.finish(at: now)
    report.heard = queue.timeline
    report.marks = queue.marks
    report.clears = queue.clears
    return report
  }

  private mutating func converse() async {
    // Bounded, with the reader waiting for room: a server that floods is slowed down by TCP, not kept in memory.
    let (inputs, sink) = AsyncStream.makeStream(of: Input.self, bufferingPolicy: .bufferingOldest(4096))
    let started = report.started
    let (link, stopped) = (link, stopped)
    let reader = Task {
      // Always ends with `closed` or `failed`; an iteration error is the same as a broken connection.
      do {
        for try await event in link.events { try await Self.put(.event(event), into: sink) }
      } catch {}
      try? await Self.put(.event(.closed(code: 1006, reason: "")), into: sink)
    }
    let ticker = Task {
      var ticks: Int64 = 0
      while !Task.isCancelled {
        ticks += 1
        try await LabClock.sleep(until: started + .milliseconds(ticks * 10))
        sink.yield(.tick)
      }
    }
    let stopper = Task { for await _ in stopped { sink.yield(.stop) } }
    defer {
      reader.cancel()
      ticker.cancel()
      stopper.cancel()
    }
    for await input in inputs {
      do {
        try await handle(input)
      } catch {
        // The peer is gone. How it left is among the inputs, behind what it said before.
        isBroken = true
      }
      if over { break }
    }
  }

  private mutating func handle(_ input: Input) async throws {
    switch input {
    case .event(.message(let message, let arrived)): try await take(message, at: arrived)
    case .event(.closed(let code, let reason)): closed(code, reason)
    case .event(.failed(let code, let reason)):
      report.closeCode = code
      complain(.webSocket, .general, "\(reason) (closed with \(code))")
      finish(.violation)
    case .tick: if !isBroken { try await tick(.now()) }
    case .stop: try await leave(.stopped)
    }
  }

  private static func put(_ input: Input, into sink: AsyncStream<Input>.Continuation) async throws {
    while case .dropped = sink.yield(input) { try await Task.sleep(nanoseconds: 1_000_000) }
  }

  // MARK: Speaking

  /// Sends what is due.
  private mutating func tick(_ now: NIODeadline) async throws {
    if let end = order.hangsUp, now >= end {
      // What was said and pressed until then is still sent, even if this tick comes late.
      if stalledUntil == nil {
        try await sendFrames(end)
        try await sendKeys(end)
      }
      return try await leave(.callerHungUp)
    }
    if let at = order.faults.disconnect, now >= report.started + .span(at) {
      report.faults.append("broke the connection at \(Self.text(at))")
      await link.drop()
      return finish(.dropped)
    }
    guard try await !stall(now) else { return }
    try await sendFrames(now)
    try await sendKeys(now)
    try await returnMarks(queue.takeDue(at: position(now)))
  }

  private mutating func sendFrames(_ now: NIODeadline) async throws {
    // A frame can be sent when its 20 ms have been spoken.
    let complete = Int((now - report.started).nanoseconds / 20_000_000)
    guard complete - framesSent >= order.faults.burst else { return }
    let size = order.media.format.bytesPerFrame
    if order.faults.burst == 1, !catchingUp {
      let due = report.started + .milliseconds(Int64(framesSent + 1) * 20)
      report.worstLateness = max(report.worstLateness, (now - due).inSeconds * 1000)
    }
    catchingUp = false
    while framesSent < complete {
      let milliseconds = framesSent * 20
      for track in order.tracks {
        let outbound = track == .outbound
        let payload =
          outbound
          ? ear.frame(framesSent, started: report.started, size: size, silence: order.media.silence)
          : order.caller.frame(framesSent, size: size, silence: order.media.silence)
        if !outbound { report.spoken += payload }
        try await link.send(.text(try messages.media(track: track, milliseconds: milliseconds, payload)))
      }
      framesSent += 1
    }
  }

  private mutating func sendKeys(_ now: NIODeadline) async throws {
    guard order.bidirectional else { return }
    while keysSent < order.caller.keys.count, now >= report.started + .span(order.caller.keys[keysSent].at) {
      let digit = order.caller.keys[keysSent].digit
      keysSent += 1
      report.keys.append(digit)
      try await link.send(.text(try messages.dtmf(digit)))
    }
  }

  private mutating func returnMarks(_ names: [String]) async throws {
    for name in names { try await link.send(.text(try messages.mark(name))) }
  }

  private static func text(_ seconds: Double) -> String {
    let tenths = Int((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) s"
  }

  /// True while the network stands still.
  private mutating func stall(_ now: NIODeadline) async throws -> Bool {
    if let until = stalledUntil {
      guard now >= until else { return true }
      stalledUntil = nil
      catchingUp = true
      await link.setReading(true)
      return false
    }
    guard stallsDone < order.faults.stalls.count else { return false }
    let next = order.faults.stalls[stallsDone]
    let begin = report.started + .span(next.at)
    guard now >= begin else { return false }
    stallsDone += 1
    stalledUntil = begin + .span(next.seconds)
    report.faults.append("stood still at \(Self.text(next.at)) for \(Self.text(next.seconds))")
    await link.setReading(false)
    return true
  }

  /// Ends the stream from our side: `stop`, then the close frame.
  private mutating func leave(_ ending: StreamReport.Ending) async throws {
    finish(ending)
    try? await link.send(.text(try messages.stop()))
    await link.close(code: 1000, reason: "")
  }

  // MARK: Listening

  private mutating func take(_ message: WebSocketMessage, at arrived: NIODeadline) async throws {
    let now = position(arrived)
    guard case .text(let text) = message else {
      return complain(.malformedMessage, .binaryFrame, "binary frame", at: arrived)
    }
    let checked: ServerMessage
    do {
      checked = try ServerMessage(Array(text.readableBytesView), streamSid: order.streamSid)
    } catch {
      return complain(.invalidMessage, error.kind, error.detail, at: arrived)
    }
    guard order.bidirectional else {
      return complain(.invalidMessage, .unidirectional, "message on a unidirectional stream", at: arrived)
    }
    switch checked {
    case .media(let bytes):
      report.mediaReceived += 1
      if report.mediaReceived == 1, bytes.starts(with: Array("RIFF".utf8)) || bytes.starts(with: Array("OggS".utf8)) {
        complain(.fileHeader, .general, "the sound begins with a file header", at: arrived)
      }
      if queue.append(bytes, at: now) == .overflow {
        complain(.overflow, .general, "queue full: \(bytes.count) bytes of sound thrown away", at: arrived)
      }
    case .mark(let name):
      queue.mark(name, at: now)
      try await returnMarks(queue.takeDue(at: position(.now())))
    case .clear:
      try await returnMarks(queue.clear(at: now))
    }
  }

  private mutating func closed(_ code: UInt16, _ reason: String) {
    report.closeCode = code
    switch code {
    case 1000, 1001, 1005: finish(.serverClosed)
    case 1006:
      complain(.streamClose, .general, "connection lost without a close frame")
      finish(.serverLeft)
    default:
      complain(.streamClose, .general, "closed with \(code) \(reason)")
      finish(.serverClosed)
    }
  }

  private mutating func finish(_ ending: StreamReport.Ending) {
    if !over { report.ending = ending }
    over = true
  }

  /// At most a hundred: a server that sends rubbish sends a lot of it.
  private mutating func complain(
    _ code: Violation.Code, _ kind: Violation.Kind, _ detail: String, at moment: NIODeadline = .now()
  ) {
    guard report.violations.count < 100 else { return }
    let seconds = (moment - report.started).inSeconds
    report.violations.append(Violation(code, kind, detail, at: max(seconds, 0)))
  }

  /// A moment as bytes since the start of the stream.
  private func position(_ moment: NIODeadline) -> Int {
    let nanoseconds = max((moment - report.started).nanoseconds, 0)
    return Int(nanoseconds / 1000) * order.media.bytesPerSecond / 1_000_000
  }
}
