import Foundation

/// A file that appears under its name only when it is complete: until then it is a temporary file beside it.
final class OutputFile {
  let path: String
  private let descriptor: Int32
  private var temporary: String?
  private let target: String  // where `path` leads to
  private let isRegular: Bool
  private var buffer: [UInt8] = []
  /// Bytes written so far.
  private(set) var count: UInt64 = 0

  /// `-` is the standard output; pipes and devices are written directly.
  init(_ path: String, overwrite: Bool, unlike input: InputFile) throws {
    self.path = path == "-" ? "standard output" : path
    buffer.reserveCapacity(1 << 17)
    var status = stat()
    let exists = path != "-" && stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT == S_IFDIR { throw Complaint("\(path): this is a directory, not a file") }
    if exists, (UInt(status.st_dev), UInt(status.st_ino)) == input.identity {
      throw Complaint("\(path): input and output are the same file")
    }
    guard path != "-", !exists || status.st_mode & S_IFMT == S_IFREG else {
      isRegular = false
      target = path
      descriptor = path == "-" ? STDOUT_FILENO : open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw Complaint.system(path, "open for writing") }
      return
    }
    guard !exists || overwrite else { throw Complaint("\(path): exists already; --overwrite replaces it") }
    if exists, access(path, W_OK) != 0 { throw Complaint.system(path, "replace") }
    isRegular = true
    // Through a link the file behind it is replaced, and the link stays.
    target = exists ? URL(fileURLWithPath: path).resolvingSymlinksInPath().path : path
    let url = URL(fileURLWithPath: target)
    let folder = url.deletingLastPathComponent().path
    var name = Array("\(folder)/.\(url.lastPathComponent.prefix(200)).XXXXXX".utf8CString)
    descriptor = mkstemp(&name)
    guard descriptor >= 0 else { throw Complaint.system(path, "create a file in \(folder)") }
    temporary = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // mkstemp makes it private; the finished file gets what any new file gets, or keeps what it had.
    let mask = umask(0)
    umask(mask)
    fchmod(descriptor, exists ? status.st_mode & 0o777 : 0o666 & ~mask)
  }

  deinit {
    if let temporary { unlink(temporary) }
    if descriptor != STDOUT_FILENO { close(descriptor) }
  }

  /// True when the head can be written again at the end.
  var canRewrite: Bool { isRegular }

  func write(_ bytes: some Collection<UInt8>) throws {
    buffer.append(contentsOf: bytes)
    count += UInt64(bytes.count)
    if buffer.count >= 1 << 16 { try flush() }
  }

  /// Puts `bytes` at the start of the file, in place of what is there.
  func rewriteStart(_ bytes: [UInt8]) throws {
    try flush()
    let written = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    guard written == bytes.count else { throw Complaint.system(path, "write") }
  }

  /// Everything is written: gives the file its name.
  func finish() throws {
    try flush()
    guard let temporary else { return }
    guard rename(temporary, target) == 0 else { throw Complaint.system(path, "move the finished file into place") }
    self.temporary = nil
  }

  private func flush() throws {
    var start = 0
    while start < buffer.count {
      let written = buffer.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + start, $0.count - start) }
      if written < 0 {
        guard errno == EINTR, Interrupt.signal == nil else { throw Complaint.system(path, "write") }
        continue
      }
      start += written
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
