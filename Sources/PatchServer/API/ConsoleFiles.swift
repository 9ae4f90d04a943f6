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

  /// Without a folder, our own, which stand beside the program.
  init(folder: String? = nil) {
    var files: [String: (text: ByteBuffer, type: String)] = [:]
    if let root = folder ?? Self.own {
      for case let name as String in FileManager.default.enumerator(atPath: root) ?? .init() {
        let path = root + "/" + name
        // What a link leads to may be anything.
        guard let type = Self.types[(name as NSString).pathExtension], files.count < 1000,
          let attributes = try? FileManager.default.attributesOfItem(atPath: path),
          attributes[.type] as? FileAttributeType == .typeRegular,
          let data = FileManager.default.contents(atPath: path), data.count < 4 << 20
        else { continue }
        files[name] = (ByteBuffer(bytes: data), type)
      }
    }
    self.files = files
  }

  /// Not the package's own look-up, which ends the process when the folder is gone.
  private static var own: String? {
    var places = [Bundle.main.bundleURL.appendingPathComponent("phonepatch_PatchServer.resources/Page").path]
    #if DEBUG
      places.append(
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
          .appendingPathComponent("Console/Page").path)
    #endif
    return places.first { FileManager.default.fileExists(atPath: $0 + "/index.html") }
  }

  func file(_ name: String) -> Response? {
    guard let file = files[name] else { return nil }
    return Response(
      status: .ok, headers: [.contentType: file.type, .cacheControl: "no-cache"],
      body: ResponseBody(byteBuffer: file.text))
  }
}
