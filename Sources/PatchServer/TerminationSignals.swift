import UnixSignals

extension PhonepatchServer {
  /// Serves until SIGTERM or SIGINT, then drains; a second signal stops at once. For the executable.
  public func runUntilTerminated() async {
    let watcher = Task {
      var asked = false
      for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
        if asked { hurry() } else { Task { await drain() } }
        asked = true
      }
    }
    await waitUntilStopped()
    watcher.cancel()
  }
}
