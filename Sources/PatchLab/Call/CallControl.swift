import NIOConcurrencyHelpers

/// Reaches into a call that is going on, as the REST API does.
final class CallControl: Sendable {
  enum Command: Sendable, Equatable {
    case hangUp
    case document(url: String, usesGet: Bool)
    case twiml(String)
  }

  /// What a call throws when somebody reached in.
  struct Interrupted: Error {}

  private struct State {
    var command: Command?
    var stream: AsyncStream<Void>.Continuation?
  }

  private let state = NIOLockedValueBox(State())

  func send(_ command: Command) {
    state.withLockedValue { state in
      // Nothing takes a hang-up back.
      guard state.command != .hangUp else { return }
      state.command = command
      state.stream?.yield()
    }
  }

  /// The command, once.
  func take() -> Command? {
    state.withLockedValue { state in
      defer { if state.command != .hangUp { state.command = nil } }
      return state.command
    }
  }

  var isPending: Bool { state.withLockedValue { $0.command != nil } }

  /// A stream is open that a command has to stop; nil: none.
  func watch(_ stream: AsyncStream<Void>.Continuation?) {
    state.withLockedValue { state in
      state.stream = stream
      if state.command != nil { stream?.yield() }
    }
  }
}
