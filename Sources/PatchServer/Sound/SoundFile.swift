import Foundation
import HTTPTypes
import PatchBase
import PatchCodec

/// Sound to be played in a room, as μ-law at 8 kHz: out of a folder of the operator's, or as it was sent.
enum SoundFile {
  /// A minute.
  static let most = 480_000

  /// A file of the folder, by its name alone.
  static func read(_ name: String, in folder: String?) throws(APIProblem) -> [UInt8] {
    guard let folder else {
      throw APIProblem(.conflict, "no_sounds", "No folder of sounds is set.")
    }
    guard !name.isEmpty, name.utf8.count <= 100, !name.contains("/"), !name.contains("\0"), !name.hasPrefix("."),
      let attributes = try? FileManager.default.attributesOfItem(atPath: folder + "/" + name),
      attributes[.type] as? FileAttributeType == .typeRegular, (attributes[.size] as? Int ?? .max) <= 4 << 20,
      let data = FileManager.default.contents(atPath: folder + "/" + name)
    else { throw APIProblem(.notFound, "not_found", "There is no such sound.") }
    return try sound(Array(data))
  }

  /// A WAV file of 8 kHz with one channel, of 16 bits or μ-law; anything else counts as bare μ-law.
  static func sound(_ bytes: [UInt8]) throws(APIProblem) -> [UInt8] {
    let sound = bytes.starts(with: "RIFF".utf8) ? try wave(bytes) : bytes
    guard (1...most).contains(sound.count) else {
      throw APIProblem(.unprocessableContent, "bad_sound", "A sound lasts a minute at most.")
    }
    return sound
  }

  private static func wave(_ bytes: [UInt8]) throws(APIProblem) -> [UInt8] {
    func number(_ at: Int, _ count: Int) -> Int { (0..<count).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) } }
    var at = 12
    var format: (code: Int, channels: Int, rate: Int, bits: Int)?
    while at + 8 <= bytes.count {
      let length = min(number(at + 4, 4), bytes.count - at - 8)
      let name = bytes[at..<at + 4]
      if name.elementsEqual("fmt ".utf8), length >= 16 {
        format = (number(at + 8, 2), number(at + 10, 2), number(at + 12, 4), number(at + 22, 2))
      } else if name.elementsEqual("data".utf8), let format {
        let data = Array(bytes[at + 8..<at + 8 + length])
        switch format {
        case (7, 1, 8000, 8): return data
        case (1, 1, 8000, 16):
          let pcm = (0..<data.count / 2).map {
            Int16(bitPattern: UInt16(data[2 * $0]) | UInt16(data[2 * $0 + 1]) << 8)
          }
          var codes = [UInt8](repeating: 0, count: pcm.count)
          var room = codes.mutableSpan
          PlainCodec.encode(pcm.span, .mulaw, into: &room)
          return codes
        default: throw wrongKind
        }
      }
      at += 8 + length + length % 2
    }
    throw wrongKind
  }

  private static let wrongKind = APIProblem(
    .unprocessableContent, "bad_sound", "A WAV file has one channel of 8000 samples a second, of 16 bits or μ-law.")
}
