import NIOCore
import PatchBase
import PatchEngine
import PatchSeal

/// The key work of a channel's group, beside the event loop: takes a session's `VoiceDaveWork` in order and gives back what comes of it.
final class DaveKeyWork: Sendable {
  enum Result: Sendable {
    case binary(UInt32, [UInt8])
    case ready(UInt32, UInt16)
    case invalid(UInt32, UInt16)
    case keys(UInt32, KeyChange)
    case group(DiscordGroup)
  }

  /// New keys on their way. One owner at a time: made here, emptied on the event loop.
  final class KeyChange: @unchecked Sendable {
    var update: DaveUpdate

    init(users: Int) throws { update = try DaveUpdate(users: users) }
  }

  private enum Item: Sendable {
    case work(VoiceDaveWork, [UInt8])
    case tick(UInt32)
  }

  private let items: AsyncStream<Item>.Continuation
  private let task: Task<Void, Never>

  init(user: UInt64, deliver: @escaping @Sendable (Result) -> Void) {
    let (stream, items) = AsyncStream.makeStream(of: Item.self)
    self.items = items
    task = Task {
      var current: Group?
      for await item in stream {
        switch item {
        case .work(let work, let bytes):
          if work.kind == .open {
            current = try? Group(work, user: user)
          } else if let current, current.number == work.session {
            current.take(work, bytes)
          }
        case .tick(let number):
          if let current, current.number == number { current.tick() }
        }
        guard let current else { continue }
        current.deliver(deliver)
        if let wait = current.wait {
          let number = current.number
          Task {
            try? await Task.sleep(nanoseconds: wait)
            items.yield(.tick(number))
          }
        }
      }
    }
  }

  func add(_ work: VoiceDaveWork, _ bytes: [UInt8]) { items.yield(.work(work, bytes)) }

  func stop() {
    items.finish()
    task.cancel()
  }

  /// After `stop`: nothing is delivered any more.
  func ended() async { await task.value }

  /// One group: a channel on one voice server.
  private final class Group {
    let number: UInt32
    private var session: DaveSession
    private var buffer = [UInt8](repeating: 0, count: VoiceSession.longestMessage)

    init(_ work: VoiceDaveWork, user: UInt64) throws {
      number = work.session
      var settings = DaveSettings(user: user, channel: work.id)
      settings.requiresDave = work.value == 1
      session = try DaveSession(settings)
    }

    private var now: Ticks { Ticks(microseconds: NIODeadline.now().uptimeNanoseconds / 1000) }

    func take(_ work: VoiceDaveWork, _ bytes: [UInt8]) {
      switch work.kind {
      case .open: break
      case .start: session.start(version: Int(clamping: work.value), at: now)
      case .connected: session.connect(work.id)
      case .disconnected: session.disconnect(work.id)
      case .message: session.receive(bytes.span, at: now)
      case .prepareTransition:
        session.prepareTransition(work.transition, version: Int(clamping: work.value), at: now)
      case .executeTransition: session.executeTransition(work.transition, at: now)
      case .prepareEpoch: session.prepareEpoch(work.extra, version: Int(clamping: work.value), at: now)
      case .recover: session.recover(at: now)
      }
    }

    func tick() { session.tick(at: now) }

    /// Nanoseconds until `tick` has something to do.
    var wait: UInt64? {
      session.wake.map { wake in
        let now = now.microseconds
        return (wake.microseconds > now ? wake.microseconds - now : 0) * 1000
      }
    }

    func deliver(_ deliver: (Result) -> Void) {
      while true {
        var room = buffer.mutableSpan
        guard let output = try? session.poll(into: &room) else { return }
        switch output {
        case .none: return
        case .binary(let count): deliver(.binary(number, Array(buffer[..<count])))
        case .transitionReady(let transition): deliver(.ready(number, transition))
        case .invalidCommitWelcome(let transition): deliver(.invalid(number, transition))
        case .update:
          guard let change = try? KeyChange(users: session.settings.users + 1),
            (try? session.take(into: &change.update)) == true
          else { return }
          deliver(.keys(number, change))
        case .event(let event):
          if event.kind == .epoch { deliver(.group(group)) }
        }
      }
    }

    private var group: DiscordGroup {
      var users = [UInt64](repeating: 0, count: 257)
      var code = [UInt8](repeating: 0, count: 64)
      var room = users.mutableSpan
      let count = session.members(into: &room)
      var text = code.mutableSpan
      let digits = (try? session.privacyCode(into: &text)) ?? 0
      return DiscordGroup(
        epoch: session.epoch, members: Array(users[..<min(count, users.count)]),
        privacyCode: String(decoding: code[..<digits], as: UTF8.self))
    }
  }
}
