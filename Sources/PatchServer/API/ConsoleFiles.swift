import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The console's files: our own, or those of a folder in their place. Read once, so that no request names a path.
struct ConsoleFiles: Sendable {
  private let files: [String: (text: ByteBuffer, type: String)]

  private static let types = [
    "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml", "png": "image/png", "webmanifest": "application/manifest+json",
  ]

  /// Without a folder, the files that are built in.
  init(folder: String? = nil) {
    var files: [String: (text: ByteBuffer, type: String)] = [:]
    if let folder {
      for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
        guard let type = Self.types[(name as NSString).pathExtension],
          let data = FileManager.default.contents(atPath: folder + "/" + name), data.count < 4 << 20
        else { continue }
        files[name] = (ByteBuffer(bytes: data), type)
      }
    } else {
      for (name, text) in ConsolePage.files {
        files[name] = (ByteBuffer(bytes: text), Self.types[(name as NSString).pathExtension] ?? "text/plain")
      }
    }
    self.files = files
  }

  func file(_ name: String) -> Response? {
    guard let file = files[name] else { return nil }
    return Response(
      status: .ok, headers: [.contentType: file.type, .cacheControl: "no-cache"],
      body: ResponseBody(byteBuffer: file.text))
  }
}
