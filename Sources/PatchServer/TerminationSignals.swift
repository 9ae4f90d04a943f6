import UnixSignals

extension PhonepatchServer {
  /// Serves until SIGTERM or SIGINT, then drains; a second signal stops at once. For the executable.
  /// A server that cannot go on stops too: see `failure`.
  public func runUntilTerminated(stopping: @escaping @Sendable () -> Void = {}) async {
    let doomed = Task {
      while failure == nil { try await Task.sleep(for: .milliseconds(50)) }
      stopping()
      await stop()
    }
    defer { doomed.cancel() }
    let watcher = Task {
      var asked = false
      for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
        if asked {
          hurry()
        } else {
          stopping()
          Task { await drain() }
        }
        asked = true
      }
    }
    await waitUntilStopped()
    watcher.cancel()
  }
}
