import Foundation

/// The frames of a call: for each a length of four bytes, the lowest first, and as many bytes.
struct ReplayPackets {
  let path: String
  private let bytes: [UInt8]
  private var places: [Range<Int>] = []

  init(_ path: String) throws {
    self.path = path
    bytes = try ReplayPackets.contents(path)
    var at = 0
    while at < bytes.count {
      guard at + 4 <= bytes.count else {
        throw Complaint("\(path): packet \(places.count) at byte \(at): its length is cut off")
      }
      let length = (0..<4).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
      guard length <= 65_535 else {
        throw Complaint("\(path): packet \(places.count) at byte \(at): a length of \(length) is too long")
      }
      guard at + 4 + length <= bytes.count else {
        throw Complaint(
          "\(path): packet \(places.count) at byte \(at): \(length) bytes belong here, \(bytes.count - at - 4) are left"
        )
      }
      places.append(at + 4..<at + 4 + length)
      at += 4 + length
    }
    guard !places.isEmpty else { throw Complaint("\(path): there are no packets in this file") }
  }

  var count: Int { places.count }

  /// The bytes of a frame.
  func frame(_ index: Int) -> ArraySlice<UInt8> { bytes[places[index]] }

  /// A file, whole.
  static func contents(_ path: String) throws -> [UInt8] {
    let file = try InputFile(path)
    var bytes: [UInt8] = []
    while try file.fill() {
      try file.peek { (held) throws in
        guard bytes.count + held.count <= 1 << 30 else { throw Complaint("\(path): longer than a gigabyte") }
        for i in 0..<held.count { bytes.append(held[i]) }
      }
      file.consume(file.available)
    }
    return bytes
  }
}
