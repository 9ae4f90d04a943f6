import Foundation
import Synchronization

/// Lets a job end tidily when it is told to stop: the handler only notes the signal, the job asks between two pieces.
enum Interrupt {
  private static let received = Atomic<Int32>(0)

  /// The signal that asks us to stop, if one came.
  static var signal: Int32? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  static func watch() {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      Glibc.signal(number) { Interrupt.received.store($0, ordering: .relaxed) }
    }
    // A reader that went away is an error of `write`, not the end of the process.
    Glibc.signal(SIGPIPE, SIG_IGN)
  }

  /// Ends the process as the signal would have, so that a shell sees what happened.
  static func obey(_ number: Int32) -> Never {
    Glibc.signal(number, SIG_DFL)
    // To the process and not to this thread, which may have signals blocked.
    kill(getpid(), number)
    sleep(1)
    exit(128 + number)
  }
}
