import UnixSignals

extension PhonepatchServer {
  /// Serves until SIGTERM or SIGINT, then drains; a second signal stops at once. For the executable.
  /// A server that cannot go on stops too: see `failure`. `ready` is called when a signal would find us prepared.
  public func runUntilTerminated(
    ready: () -> Void = {}, stopping: @escaping @Sendable () -> Void = {}
  ) async {
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
    ready()
    let doomed = Task {
      while failure == nil { try await Task.sleep(for: .milliseconds(50)) }
      stopping()
      await stop()
    }
    defer { doomed.cancel() }
    let watcher = Task {
      var asked = false
      for await _ in signals {
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
