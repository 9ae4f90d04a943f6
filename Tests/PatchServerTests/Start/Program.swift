import Foundation

/// The program itself, as a process that can be killed.
final class Program {
  let process = Process()
  let output = Pipe()

  init(_ arguments: [String], _ environment: [String: String]) throws {
    let folder = URL(fileURLWithPath: ProcessInfo.processInfo.arguments[0]).deletingLastPathComponent()
    process.executableURL = folder.appendingPathComponent("phonepatch")
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"].merging(environment) { $1 }
    process.standardError = output
    process.standardOutput = FileHandle.nullDevice
    try process.run()
  }

  func kill() {
    if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  deinit { if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) } }
}
