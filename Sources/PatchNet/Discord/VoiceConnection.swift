public import NIOCore
import NIOPosix
public import PatchBase
public import PatchEngine
import PatchSeal

/// A `VoiceSession` on real sockets: its WebSocket, its UDP socket, its timer, and the group's key work on a thread of
/// its own. The main gateway stays with the caller.
///
/// Confined to its event loop, which its callbacks run on too. Ends with `close`, or when the session has ended.
public final class VoiceConnection {
  private let loop: any EventLoop
  private let settings: VoiceConnectionSettings
  private let client: WebSocketClient
  private let worker: VoiceGroupWorker
  private var session: VoiceSession
  private var buffer = [UInt8](repeating: 0, count: VoiceSession.longestMessage)
  private var socket: VoiceSocket?
  private var path: VoicePathSocket?
  private var timer: Scheduled<Void>?
  private var groupTimer: Scheduled<Void>?
  private var isDriving = false
  private var isClosed = false

  private let onMedia: (VoiceMedia, Span<UInt8>) -> Void
  private let onEvent: (VoiceConnectionEvent) -> Void

  /// Call it on `loop`. `onMedia` is given each Opus packet of somebody in the channel, `onEvent` everything else; both
  /// may call the connection. Throws what `VoiceSession` throws.
  public init(
    _ settings: VoiceConnectionSettings, on loop: any EventLoop,
    onMedia: @escaping (VoiceMedia, Span<UInt8>) -> Void, onEvent: @escaping (VoiceConnectionEvent) -> Void
  ) throws(Fault) {
    loop.assertInEventLoop()
    session = try VoiceSession(settings.session)
    self.loop = loop
    self.settings = settings
    self.onMedia = onMedia
    self.onEvent = onEvent
    client = WebSocketClient(group: loop, tls: settings.tls)
    worker = VoiceGroupWorker(user: settings.session.user, users: settings.users)
  }

  // MARK: From the main gateway

  /// Be in this channel; see `VoiceSession.join`.
  public func join(guild: UInt64, channel: UInt64, isStage: Bool = false) {
    session.join(guild: guild, channel: channel, isStage: isStage, at: now)
    drive()
  }

  /// Our own VOICE_STATE_UPDATE.
  public func state(session id: String, channel: UInt64?, isStage: Bool = false) throws(Fault) {
    try session.state(session: Array(id.utf8).span, channel: channel, isStage: isStage, at: now)
    drive()
  }

  /// A VOICE_SERVER_UPDATE of the guild; no endpoint is an empty one.
  public func server(endpoint: String?, token: String) throws(Fault) {
    try session.server(endpoint: Array((endpoint ?? "").utf8).span, token: Array(token.utf8).span, at: now)
    drive()
  }

  /// Leaves the channel in order.
  public func leave() {
    session.leave(at: now)
    drive()
  }

  // MARK: Sound

  /// One Opus packet of 20 ms. False when it was not sent; the statistics say why.
  @discardableResult
  public func send(_ opus: Span<UInt8>) -> Bool {
    do throws(Fault) {
      try session.send(opus, at: now)
    } catch {
      drive()
      return false
    }
    drive()
    return true
  }

  public var statistics: VoiceStatistics { session.statistics }
  public var state: VoiceSessionState { session.state }

  /// Drops sockets and timers without a word. For the end of a program; `leave` is the polite way.
  public func close() {
    isClosed = true
    timer?.cancel()
    groupTimer?.cancel()
    socket?.close(code: 1000)
    path?.close()
    socket = nil
    path = nil
  }

  // MARK: The work

  private var now: Ticks { Ticks(microseconds: NIODeadline.now().uptimeNanoseconds / 1000) }

  /// Does all that the session wants done.
  private func drive() {
    loop.assertInEventLoop()
    guard !isDriving, !isClosed else { return }
    isDriving = true
    defer { isDriving = false }
    while !isClosed {
      let next: VoiceOutput
      do throws(Fault) {
        var room = buffer.mutableSpan
        next = try session.poll(into: &room)
      } catch {
        // The buffer holds the longest message there is.
        preconditionFailure("a voice session's output does not fit: \(error)")
      }
      guard perform(next) else { return }
    }
  }

  /// False when there is nothing left to do.
  private func perform(_ output: VoiceOutput) -> Bool {
    switch output {
    case .wait(let until): wait(until: until); return false
    case .signal(let guild, let channel): onEvent(.signal(guild: guild, channel: channel))
    case .connect(let number, let length): connect(number, length)
    case .disconnect(let number, let code):
      guard socket?.number == number else { break }
      socket?.close(code: UInt16(clamping: code))
      socket = nil
    case .text(let number, let length): if socket?.number == number { socket?.send(.text(bytes(length))) }
    case .binary(let number, let length): if socket?.number == number { socket?.send(.binary(bytes(length))) }
    case .path(let port, let length):
      path?.close()
      path = VoicePathSocket(host: String(buffer: bytes(length)), port: port, loop: loop) { [weak self] datagram in
        self?.arrived(datagram)
      }
    case .datagram(let length): path?.send(bytes(length))
    case .media(let media, let length):
      let packet = Array(buffer[..<length])
      onMedia(media, packet.span)
    case .dave(let work, let length): hand(work, Array(bytes(length).readableBytesView))
    case .event(let event): onEvent(.session(event))
    }
    return true
  }

  private func bytes(_ length: Int) -> ByteBuffer { ByteBuffer(bytes: buffer[..<length]) }

  private func wait(until: Ticks) {
    timer?.cancel()
    let deadline = NIODeadline.uptimeNanoseconds(
      until.microseconds > UInt64(Int64.max) / 1000 ? UInt64(Int64.max) : until.microseconds * 1000)
    // A session that waits for nothing says so with a time that never comes.
    guard deadline < .now() + .hours(24) else { return }
    timer = loop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in
      guard let self else { return }
      session.tick(at: now)
      drive()
    }
  }

  private func connect(_ number: UInt32, _ length: Int) {
    socket?.close(code: 4000)
    var address = String(buffer: bytes(length))
    if settings.plainOnLoopback, let parsed = WebAddress(address), parsed.isLoopback, address.hasPrefix("wss://") {
      address = "ws://" + address.dropFirst(6)
    }
    var request = WebSocketRequest(address)
    request.timeout = settings.timeout
    request.maxMessage = VoiceSession.longestMessage
    let connection = NIOLoopBound(self, eventLoop: loop)
    let loop = loop
    socket = VoiceSocket(number, request, client) { event in
      loop.execute { connection.value.heard(event, of: number) }
    }
  }

  private func heard(_ event: VoiceSocket.Event, of number: UInt32) {
    guard !isClosed else { return }
    // A message that is not understood is counted and told by the session.
    switch event {
    case .opened: session.opened(number, at: now)
    case .text(let text): try? session.text(number, text.readableBytesUInt8Span, at: now)
    case .binary(let message): try? session.binary(number, message.readableBytesUInt8Span, at: now)
    case .closed(let code): session.closed(number, code: code, at: now)
    }
    drive()
  }

  private func arrived(_ datagram: ByteBuffer) {
    guard !isClosed else { return }
    session.datagram(datagram.readableBytesUInt8Span, at: now)
    drive()
  }

  // MARK: Group work

  private func hand(_ work: VoiceDaveWork, _ message: [UInt8]) {
    worker.perform(work, message, at: now, then: takeBack())
  }

  private func takeBack() -> @Sendable (UInt32, [VoiceGroupWorker.Result]) -> Void {
    let connection = NIOLoopBound(self, eventLoop: loop)
    let loop = loop
    return { group, results in
      loop.execute { for result in results { connection.value.take(result, group) } }
    }
  }

  private func take(_ result: VoiceGroupWorker.Result, _ group: UInt32) {
    guard !isClosed else { return }
    do throws(Fault) {
      switch result {
      case .binary(let message): try session.daveBinary(group, message.span)
      case .ready(let transition): try session.daveReady(group, transition: transition)
      case .invalid(let transition): try session.daveInvalid(group, transition: transition)
      case .keys(let keys): session.daveKeys(group, &keys.update, at: now)
      case .event(let event): onEvent(.group(event))
      case .privacyCode(let code, let epoch, let members): onEvent(.privacyCode(code, epoch: epoch, members: members))
      case .wake(let time): wakeGroup(at: time)
      case .failed(let fault): onEvent(.failed(code: fault.code))
      }
    } catch {
      onEvent(.failed(code: error.code))
    }
    drive()
  }

  private func wakeGroup(at time: Ticks) {
    groupTimer?.cancel()
    groupTimer = loop.assumeIsolated().scheduleTask(deadline: .uptimeNanoseconds(time.microseconds * 1000)) {
      [weak self] in
      guard let self, !isClosed else { return }
      worker.tick(at: now, then: takeBack())
    }
  }
}
