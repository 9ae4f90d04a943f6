import Foundation
import PatchNet

/// Whether a URL leads into this machine or a network of one's own, where a stranger's address must not send us.
enum PrivateAddress {
  /// Also when nobody knows where it leads.
  static func isReached(by url: String) -> Bool {
    guard let parts = URLParts(url) else { return true }
    let found = addresses(of: parts.host)
    return found.isEmpty || found.contains(where: isPrivate)
  }

  /// Where a name leads, now: numbers, as text. Blocks while it is looked up.
  static func addresses(of host: String) -> [String] {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host.trimmingCharacters(in: ["[", "]"]), nil, &hints, &list) == 0 else { return [] }
    defer { freeaddrinfo(list) }
    var found: [String] = []
    var next = list
    while let info = next?.pointee {
      var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      if getnameinfo(info.ai_addr, info.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0 {
        found.append(String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
      }
      next = info.ai_next
    }
    return found
  }

  /// Of an address in numbers; anything else is private.
  static func isPrivate(_ address: String) -> Bool {
    var (v4, v6) = ([UInt8](repeating: 0, count: 4), [UInt8](repeating: 0, count: 16))
    if inet_pton(AF_INET, address, &v4) == 1 { return isPrivate(v4: v4) }
    if inet_pton(AF_INET6, address, &v6) == 1 { return isPrivate(v6: v6) }
    return true
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
