import Foundation
import PatchServer

/// Whether the server could listen where it is told to.
enum PortExamination {
  static func run(_ address: ListenAddress, into findings: inout Findings) {
    guard address.port != 0 else {
      return findings.add("listen", "\(address): the system chooses a port")
    }
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(address.host, "\(address.port)", &hints, &list)
    guard code == 0, let found = list else {
      return findings.add(
        "listen", .wrong, "\(address): \(String(cString: gai_strerror(code)))",
        remedy: "PHONEPATCH_LISTEN=host:port, with an address of this machine")
    }
    defer { freeaddrinfo(list) }
    switch tryToBind(found.pointee) {
    case 0: findings.add("listen", "\(address) is free")
    case EADDRINUSE:
      findings.add(
        "listen", .warning, "\(address) is in use",
        remedy: "fine if a server of ours runs there; otherwise choose another with PHONEPATCH_LISTEN=host:port")
    case EACCES:
      findings.add(
        "listen", .wrong, "\(address): not permitted",
        remedy: "choose a port above 1023 with PHONEPATCH_LISTEN=host:port")
    case let code:
      findings.add(
        "listen", .wrong, "\(address): \(String(cString: strerror(code)))",
        remedy: "PHONEPATCH_LISTEN=host:port, with an address of this machine")
    }
  }

  /// 0, or errno.
  private static func tryToBind(_ info: addrinfo) -> Int32 {
    let socket = socket(info.ai_family, info.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), info.ai_protocol)
    guard socket >= 0 else { return errno }
    defer { close(socket) }
    // As the server does: what a finished connection leaves behind does not count.
    var on: Int32 = 1
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    guard bind(socket, info.ai_addr, info.ai_addrlen) == 0, listen(socket, 1) == 0 else { return errno }
    return 0
  }
}
