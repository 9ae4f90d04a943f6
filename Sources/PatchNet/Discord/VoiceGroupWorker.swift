import Dispatch
import PatchBase
import PatchEngine
import PatchSeal

/// The group work of one voice connection, on a queue of its own: a Welcome may take many milliseconds, which no event
/// loop has.
final class VoiceGroupWorker: @unchecked Sendable {
  /// What the work gives back, in order.
  enum Result: Sendable {
    case binary([UInt8])
    case ready(UInt16)
    case invalid(UInt16)
    case keys(Keys)
    case event(DaveEvent)
    /// The group of a new epoch: the code that people compare, and who is in it.
    case privacyCode(String, epoch: UInt64, members: Int)
    /// Group work is due again at this moment.
    case wake(Ticks)
    case failed(Fault)
  }

  /// A change of keys on its way to the event loop, which alone touches it from there on.
  final class Keys: @unchecked Sendable {
    var update: DaveUpdate
    init(_ update: consuming DaveUpdate) { self.update = update }
  }

  private let queue = DispatchQueue(label: "phonepatch.voice.group", qos: .userInitiated)
  private let user: UInt64
  private let users: Int
  // Only the queue touches what follows.
  private var session: DaveSession?
  private var group: UInt32 = 0
  private var buffer: [UInt8]

  init(user: UInt64, users: Int) {
    self.user = user
    self.users = users
    buffer = [UInt8](repeating: 0, count: VoiceSession.longestMessage)
  }

  /// Does the work and gives back what came of it, on the queue. Calls run in order.
  func perform(
    _ work: VoiceDaveWork, _ message: [UInt8], at now: Ticks, then: @escaping @Sendable (UInt32, [Result]) -> Void
  ) {
    queue.async { [self] in
      let failure = run(work, message, now)
      then(work.session, results() + (failure.map { [.failed($0)] } ?? []))
    }
  }

  /// Does what is due of itself.
  func tick(at now: Ticks, then: @escaping @Sendable (UInt32, [Result]) -> Void) {
    queue.async { [self] in
      session?.tick(at: now)
      then(group, results())
    }
  }

  private func run(_ work: VoiceDaveWork, _ message: [UInt8], _ now: Ticks) -> Fault? {
    if work.kind == .open {
      session = nil
      group = work.session
      var settings = DaveSettings(user: user, channel: work.id)
      settings.requiresDave = work.value == 1
      settings.users = users
      do throws(Fault) {
        session = try DaveSession(settings)
        return nil
      } catch {
        return error
      }
    }
    guard work.session == group else { return nil }
    switch work.kind {
    case .open: break
    case .start: session?.start(version: Int(clamping: work.value), at: now)
    case .connected: if session?.connect(work.id) == false { return .noSpace(needed: users + 1) }
    case .disconnected: session?.disconnect(work.id)
    case .message: session?.receive(message.span, at: now)
    case .prepareTransition: session?.prepareTransition(work.transition, version: Int(clamping: work.value), at: now)
    case .executeTransition: session?.executeTransition(work.transition, at: now)
    case .prepareEpoch: session?.prepareEpoch(work.extra, version: Int(clamping: work.value), at: now)
    case .recover: session?.recover(at: now)
    }
    return nil
  }

  private func results() -> [Result] {
    var found: [Result] = []
    while session != nil {
      do throws(Fault) {
        guard let result = try next() else { break }
        found.append(result)
        if case .event(let event) = result, event.kind == .epoch, let code = privacyCode() { found.append(code) }
      } catch {
        found.append(.failed(error))
        break
      }
    }
    if let wake = session?.wake { found.append(.wake(wake)) }
    return found
  }

  private func next() throws(Fault) -> Result? {
    var room = buffer.mutableSpan
    guard let output = try session?.poll(into: &room) else { return nil }
    switch output {
    case .none: return nil
    case .binary(let count): return .binary(Array(buffer[..<count]))
    case .transitionReady(let transition): return .ready(transition)
    case .invalidCommitWelcome(let transition): return .invalid(transition)
    case .event(let event): return .event(event)
    case .update:
      var update = try DaveUpdate(users: users)
      _ = try session?.take(into: &update)
      return .keys(Keys(update))
    }
  }

  private func privacyCode() -> Result? {
    var text = [UInt8](repeating: 0, count: 64)
    var room = text.mutableSpan
    guard let count = try? session?.privacyCode(into: &room), let epoch = session?.epoch,
      let members = session?.memberCount
    else { return nil }
    return .privacyCode(String(decoding: text[..<count], as: UTF8.self), epoch: epoch, members: members)
  }
}
