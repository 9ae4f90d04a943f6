import NIOCore
import NIOPosix
import PatchBase
import PatchEngine
import PatchNet

typealias Moment = Ticks

/// What happens on the event loop of a voice connection.
final class DiscordVoiceCore {
  var session: VoiceSession
  private let loop: any EventLoop
  private let webSockets: WebSocketClient
  private let report: @Sendable (DiscordVoiceReport) -> Void
  private let box: NIOLoopBoundBox<DiscordVoiceCore?>
  private var keys: DaveKeyWork?
  private var lines: [UInt32: DiscordVoiceLine] = [:]
  private var path: DiscordVoicePath?
  private var buffer = [UInt8](repeating: 0, count: VoiceSession.longestMessage)
  private var timer: Scheduled<Void>?
  private var armed: Moment?
  /// When the session has something to do.
  private var due = Moment(microseconds: .max)
  /// When somebody with a clock of their own last called.
  private var ticked: Moment?
  private var isRunning = false
  private var isStopped = false

  init(
    _ settings: VoiceSessionSettings, loop: any EventLoop, webSockets: WebSocketClient,
    report: @escaping @Sendable (DiscordVoiceReport) -> Void
  ) throws {
    session = try VoiceSession(settings)
    self.loop = loop
    self.webSockets = webSockets
    self.report = report
    box = .makeEmptyBox(valueType: DiscordVoiceCore.self, eventLoop: loop)
    box.value = self
    let back = weakly()
    keys = DaveKeyWork(user: settings.user) { result in back { $0.take(result, at: $1) } }
  }

  /// Gives the key work back, which may be in the middle of something.
  func stop() -> DaveKeyWork? {
    isStopped = true
    timer?.cancel()
    keys?.stop()
    for line in lines.values { line.close(1000) }
    lines = [:]
    path?.close()
    path = nil
    box.value = nil
    return keys
  }

  /// Lets the session do something, then does what it wants.
  func run(_ body: (DiscordVoiceCore, Moment) -> Void) {
    guard !isStopped else { return }
    body(self, now)
    guard !isRunning else { return }
    isRunning = true
    while perform() {}
    isRunning = false
  }

  private var now: Moment { Moment(microseconds: NIODeadline.now().uptimeNanoseconds / 1000) }

  /// Calls back on the loop for as long as this runs.
  private func weakly() -> @Sendable (@escaping @Sendable (DiscordVoiceCore, Moment) -> Void) -> Void {
    { [loop, box] body in loop.execute { box.value?.run(body) } }
  }

  /// One output of the session; false when there is none left.
  private func perform() -> Bool {
    let output: VoiceOutput
    do {
      var room = buffer.mutableSpan
      output = try session.poll(into: &room)
    } catch {
      return false
    }
    switch output {
    case .wait(let until):
      arm(until)
      return false
    case .signal(let guild, let channel): report(.signal(guild: guild, channel: channel))
    case .connect(let number, let length): connect(number, String(decoding: buffer[..<length], as: UTF8.self))
    case .disconnect(let number, let code): lines.removeValue(forKey: number)?.close(UInt16(clamping: code))
    case .text(let number, let length): lines[number]?.send(.text(ByteBuffer(bytes: buffer[..<length])))
    case .binary(let number, let length): lines[number]?.send(.binary(ByteBuffer(bytes: buffer[..<length])))
    case .path(let port, let length): open(String(decoding: buffer[..<length], as: UTF8.self), Int(port))
    case .datagram(let length): path?.send(buffer[..<length])
    case .media(let media, let length): report(.media(media, Array(buffer[..<length])))
    case .dave(let work, let length): keys?.add(work, Array(buffer[..<length]))
    case .event(let event): report(.event(event))
    }
    return true
  }

  /// The clock of somebody else, in place of the timer's.
  func tick() {
    let now = now
    ticked = now
    if due <= now { run { $0.session.tick(at: $1) } }
  }

  /// A timer that comes too early finds nothing to do and is armed again: cheaper than a new one for every packet. While somebody
  /// else ticks it only looks whether they still do.
  private func arm(_ due: Moment) {
    self.due = due
    let until = ticked.map { max(due, $0.advanced(by: Self.trust)) } ?? due
    if let armed, armed <= until { return }
    timer?.cancel()
    armed = until
    let nanoseconds = until.microseconds > UInt64.max / 2000 ? UInt64.max / 2 : until.microseconds * 1000
    timer = loop.assumeIsolated().scheduleTask(deadline: .uptimeNanoseconds(nanoseconds)) { [weak self] in
      self?.armed = nil
      self?.run { $0.session.tick(at: $1) }
    }
  }

  /// µs that somebody else's clock is relied on.
  private static let trust: UInt64 = 1_000_000

  private func connect(_ number: UInt32, _ address: String) {
    let back = weakly()
    lines[number] = DiscordVoiceLine(address, webSockets) { event in
      back { core, now in
        switch event {
        case .opened: core.session.opened(number, at: now)
        case .text(let bytes): try? core.session.text(number, bytes.span, at: now)
        case .binary(let bytes): try? core.session.binary(number, bytes.span, at: now)
        case .closed(let code):
          core.lines[number] = nil
          core.session.closed(number, code: Int(code), at: now)
        }
      }
    }
  }

  private func open(_ host: String, _ port: Int) {
    path?.close()
    path = nil
    guard let address = try? SocketAddress(ipAddress: host, port: port) else { return }
    // Read on this loop: no need to come back to it.
    path = DiscordVoicePath(address, loop) { [box] bytes in
      box.value?.run { $0.session.datagram(bytes.readableBytesUInt8Span, at: $1) }
    }
  }

  private func take(_ result: DaveKeyWork.Result, at now: Moment) {
    switch result {
    case .binary(let group, let bytes): try? session.daveBinary(group, bytes.span)
    case .ready(let group, let transition): try? session.daveReady(group, transition: transition)
    case .invalid(let group, let transition): try? session.daveInvalid(group, transition: transition)
    case .keys(let group, let change): session.daveKeys(group, &change.update, at: now)
    case .group(let group): report(.group(group))
    }
  }
}
