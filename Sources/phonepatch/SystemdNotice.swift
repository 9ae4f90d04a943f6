import Foundation

/// Tells systemd how a service of `Type=notify` fares. Without systemd nothing happens.
enum SystemdNotice {
  static func send(_ text: String) {
    guard var path = ProcessInfo.processInfo.environment["NOTIFY_SOCKET"], !path.isEmpty else { return }
    let isAbstract = path.hasPrefix("@")
    if isAbstract { path = "\0" + path.dropFirst() }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let handle = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard handle >= 0 else { return }
    defer { close(handle) }
    // An abstract name has no zero at its end.
    let length = socklen_t(offset + bytes.count + (isAbstract ? 0 : 1))
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        _ = text.withCString { sendto(handle, $0, strlen($0), Int32(MSG_NOSIGNAL), address, length) }
      }
    }
  }
}
