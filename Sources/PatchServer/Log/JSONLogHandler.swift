import Glibc
public import Logging

/// Logs as JSON, one object a line, one write a line: lines of many threads never mix.
public struct JSONLogHandler: LogHandler {
  public var logLevel: Logger.Level
  public var metadata: Logger.Metadata = [:]
  public var metadataProvider: Logger.MetadataProvider?
  private let label: String
  private let descriptor: CInt

  /// Writes to an open file descriptor, by default the standard error.
  public init(label: String, level: Logger.Level = .info, descriptor: CInt = 2) {
    self.label = label
    logLevel = level
    self.descriptor = descriptor
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    var fields = metadata
    if let provided = metadataProvider?.get() { fields.merge(provided) { $1 } }
    if let own = event.metadata { fields.merge(own) { $1 } }
    if let error = event.error { fields["error"] = .string("\(error)") }
    var line = "{\"time\":\"" + WallClock.text(WallClock.microseconds()) + "\""
    line += ",\"level\":\"" + event.level.rawValue + "\",\"logger\":" + JSONText.quoted(label)
    line += ",\"message\":" + JSONText.quoted(event.message.description)
    for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
      line += "," + JSONText.quoted(key) + ":" + JSONText.of(value)
    }
    line += "}\n"
    let bytes = Array(line.utf8)
    // What a full disk or a closed pipe takes away is lost: logging stops nothing.
    _ = write(descriptor, bytes, bytes.count)
  }
}
