import Foundation
import Testing

@testable import PatchServer

/// What systemd is told, and when.
@Suite(.timeLimit(.minutes(1))) struct NoticeTests {
  @Test func whoIsToldReadyMayStopItAtOnce() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/notify"
    let handle = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    defer { close(handle) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    try #require(path.utf8.count < MemoryLayout.size(ofValue: address.sun_path))
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(handle, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(handle, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    func told() -> String {
      var text = [UInt8](repeating: 0, count: 256)
      let length = recv(handle, &text, text.count, 0)
      return String(decoding: text.prefix(max(length, 0)), as: UTF8.self)
    }
    let program = try Program(
      ["serve"],
      [
        "NOTIFY_SOCKET": path, "PHONEPATCH_LISTEN": "127.0.0.1:\(try FreePort.find())", "PHONEPATCH_ADMIN_LISTEN": "",
        "PHONEPATCH_DATA": "", "TWILIO_AUTH_TOKEN": TestCarrier.token,
      ])
    #expect(told() == "READY=1")
    kill(program.process.processIdentifier, SIGTERM)
    #expect(told() == "STOPPING=1")
    program.process.waitUntilExit()
    #expect(program.process.terminationReason == .exit && program.process.terminationStatus == 0)
    withExtendedLifetime(folder) {}
  }
}
