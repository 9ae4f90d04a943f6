import Foundation
import NIOCore

/// What a client sends when files come along: the message in `payload_json`, the files beside it.
struct MultipartForm {
  struct File: Sendable, Equatable {
    var field: String
    var name: String
    var size: Int
  }

  /// The message; null when there is none, nil when it is no JSON.
  private(set) var payload: JSONValue? = .null
  private(set) var files: [File] = []

  init(_ body: ByteBuffer, contentType: String) {
    guard let mark = contentType.range(of: "boundary=") else { return }
    let boundary = contentType[mark.upperBound...].prefix { $0 != ";" }.trimmingCharacters(in: ["\""])
    let data = Data(body.readableBytesView)
    let separator = Data("--\(boundary)".utf8)
    var cursor = data.startIndex
    var starts: [Data.Index] = []
    var ends: [Data.Index] = []
    while let found = data.range(of: separator, in: cursor..<data.endIndex) {
      if !starts.isEmpty { ends.append(found.lowerBound) }
      starts.append(found.upperBound)
      cursor = found.upperBound
    }
    for (start, end) in zip(starts, ends) { add(data[start..<end]) }
  }

  private mutating func add(_ part: Data) {
    guard let gap = part.range(of: Data("\r\n\r\n".utf8)) else { return }
    let head = String(decoding: part[..<gap.lowerBound], as: UTF8.self)
    let content = part[gap.upperBound...].dropLast(2)
    guard let field = Self.parameter("name", head) else { return }
    if field == "payload_json" {
      payload = JSONValue(parsing: ByteBuffer(bytes: content))
    } else if let name = Self.parameter("filename", head) {
      files.append(File(field: field, name: name, size: content.count))
    }
  }

  private static func parameter(_ name: String, _ head: String) -> String? {
    guard let mark = head.range(of: "; \(name)=\"") else { return nil }
    return String(head[mark.upperBound...].prefix { $0 != "\"" })
  }
}
