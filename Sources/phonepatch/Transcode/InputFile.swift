import Foundation

/// A file that is read from front to back, in pieces.
final class InputFile {
  let path: String
  /// Its length in bytes, nil for a pipe.
  let size: UInt64?
  let identity: (device: UInt, inode: UInt)
  private let descriptor: Int32
  private var buffer = [UInt8](repeating: 0, count: 65_536)
  private var held = 0..<0
  private(set) var isAtEnd = false
  /// Bytes handed on so far.
  private(set) var position: UInt64 = 0

  /// `-` is the standard input.
  init(_ path: String) throws {
    self.path = path == "-" ? "standard input" : path
    descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Complaint.system(path, "open") }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Complaint.system(path, "look at") }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw Complaint("\(path): this is a directory, not a file") }
    size = status.st_mode & S_IFMT == S_IFREG ? UInt64(status.st_size) : nil
    identity = (UInt(status.st_dev), UInt(status.st_ino))
  }

  deinit { if descriptor != STDIN_FILENO { close(descriptor) } }

  /// How many bytes are here and not used up.
  var available: Int { held.count }

  /// Shows them.
  func peek<Result, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let all = buffer
    return try body(all.span.extracting(held))
  }

  /// Says that the first `count` bytes are done with.
  func consume(_ count: Int) {
    held = held.lowerBound + count..<held.upperBound
    position += UInt64(count)
  }

  /// Reads on, behind what is held. False at the end of the file.
  func fill() throws -> Bool {
    guard !isAtEnd else { return false }
    if held.lowerBound > 0 {
      buffer.replaceSubrange(0..<held.count, with: Array(buffer[held]))
      held = 0..<held.count
    }
    guard held.upperBound < buffer.count else { return true }
    while true {
      let room = held.upperBound..<buffer.count
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + room.lowerBound, room.count) }
      if count < 0 {
        guard errno == EINTR, Interrupt.signal == nil else { throw Complaint.system(path, "read") }
        continue
      }
      isAtEnd = count == 0
      held = held.lowerBound..<held.upperBound + count
      return count > 0
    }
  }

  /// A complaint about this file that says where.
  func complaint(_ text: String, at offset: UInt64? = nil) -> Complaint {
    Complaint("\(path): \(text) (at byte \(offset ?? position))")
  }
}
