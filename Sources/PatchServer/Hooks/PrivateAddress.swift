import Foundation
import PatchNet

/// Whether a URL leads into this machine or a network of one's own, where a stranger's address must not send us.
enum PrivateAddress {
  /// Also when nobody knows where it leads.
  static func isReached(by url: String) -> Bool {
    guard let parts = URLParts(url) else { return true }
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let host = parts.host.trimmingCharacters(in: ["[", "]"])
    guard getaddrinfo(host, nil, &hints, &list) == 0, list != nil else { return true }
    defer { freeaddrinfo(list) }
    var next = list
    while let info = next?.pointee {
      switch info.ai_family {
      // The address stands behind family, port and, in the longer one, the flow label.
      case AF_INET:
        if isPrivate(v4: (0..<4).map { UnsafeRawPointer(info.ai_addr).load(fromByteOffset: 4 + $0, as: UInt8.self) }) {
          return true
        }
      case AF_INET6:
        if isPrivate(v6: (0..<16).map { UnsafeRawPointer(info.ai_addr).load(fromByteOffset: 8 + $0, as: UInt8.self) }) {
          return true
        }
      default: return true
      }
      next = info.ai_next
    }
    return false
  }

  /// Of the IANA's list of special addresses, what is not globally reachable.
  static func isPrivate(v4 bytes: [UInt8]) -> Bool {
    switch (bytes[0], bytes[1]) {
    case (0, _), (10, _), (127, _), (169, 254), (192, 168), (198, 18), (198, 19): true
    case (100, 64...127), (172, 16...31): true
    case (192, 0): bytes[2] == 0 || bytes[2] == 2
    case (224..., _): true
    default: false
    }
  }

  static func isPrivate(v6 bytes: [UInt8]) -> Bool {
    // Mapped, compatible and translated ones are what they stand for.
    if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10..<12].allSatisfy({ $0 == 0 || $0 == 255 }) {
      return isPrivate(v4: Array(bytes[12...]))
    }
    if bytes[..<12] == [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0] { return isPrivate(v4: Array(bytes[12...])) }
    // Only 2000::/3 is given out, less 6to4, Teredo and the documentation's.
    guard bytes[0] & 0xE0 == 0x20 else { return true }
    return bytes[0] == 0x20 && (bytes[1] == 0x02 || (bytes[1] == 0x01 && (bytes[2] == 0 || bytes[2] == 0x0D)))
  }
}
