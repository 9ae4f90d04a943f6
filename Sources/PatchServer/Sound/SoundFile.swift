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

  /// A WAV file of 8 kHz with one channel, of 16 bits, μ-law or A-law; anything else counts as bare μ-law.
  static func sound(_ bytes: [UInt8]) throws(APIProblem) -> [UInt8] {
    let sound = bytes.starts(with: "RIFF".utf8) ? try wave(bytes) : bytes
    guard (1...most).contains(sound.count) else {
      throw APIProblem(.unprocessableContent, "bad_sound", "A sound lasts a minute at most.")
    }
    return sound
  }

  private static func wave(_ bytes: [UInt8]) throws(APIProblem) -> [UInt8] {
    guard let (format, place) = try? WavReader.locate(bytes.span), format.channels == 1, format.sampleRate == 8000
    else {
      throw wrongKind
    }
    let sound = Array(bytes[place])
    guard format.encoding != .mulaw else { return sound }
    var pcm = [Int16](repeating: 0, count: sound.count / format.encoding.bytesPerSample)
    var samples = pcm.mutableSpan
    PlainCodec.decode(sound.span, format.encoding, into: &samples)
    var codes = [UInt8](repeating: 0, count: pcm.count)
    var room = codes.mutableSpan
    PlainCodec.encode(pcm.span, .mulaw, into: &room)
    return codes
  }

  private static let wrongKind = APIProblem(
    .unprocessableContent, "bad_sound",
    "A WAV file has one channel of 8000 samples a second, of 16 bits, μ-law or A-law.")
}
