import PatchNet

/// One HTTP request by hand, and its answer.
struct HTTPExchange {
  let status: Int
  let headers: String
  let body: String

  static func run(
    port: Int, _ method: String, _ target: String, headers: [(String, String)] = [], body: String = ""
  ) async throws -> HTTPExchange {
    let connection = try await RawConnection.open(port: port)
    var request = "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
    for (name, value) in headers { request += "\(name): \(value)\r\n" }
    if !body.isEmpty { request += "Content-Length: \(body.utf8.count)\r\n" }
    connection.send(request + "\r\n" + body)
    await connection.wait { _, closed in closed }
    connection.close()
    return HTTPExchange(connection.received)
  }

  init(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    let cut = text.firstRange(of: "\r\n\r\n")
    headers = cut.map { String(text[..<$0.lowerBound]) } ?? text
    body = cut.map { String(text[$0.upperBound...]) } ?? ""
    status = Int(headers.split(separator: " ").dropFirst().first ?? "") ?? 0
  }
}

/// Form-encodes fields with everything escaped that may be.
func formEncoded(_ fields: [(String, String)]) -> String {
  func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      switch byte {
      case 48...57, 65...90, 97...122: String(UnicodeScalar(byte))
      case 32: "+"
      default: "%" + String(byte >> 4, radix: 16, uppercase: true) + String(byte & 15, radix: 16, uppercase: true)
      }
    }.joined()
  }
  return fields.map { encoded($0.0) + "=" + encoded($0.1) }.joined(separator: "&")
}
