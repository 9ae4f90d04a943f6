import Foundation
public import PatchBase
import PatchCodec

/// Writes what was spoken and heard.
public enum WavFile {
  /// Writes one channel of sound; throws when the format is none of WAV's or the file cannot be written.
  public static func write(_ sound: [UInt8], format: AudioFormat = .telephone, to path: String) throws {
    let writer = try WavWriter(WavFormat(format.encoding, sampleRate: format.sampleRate))
    var head = [UInt8](repeating: 0, count: WavWriter.maximumHeadBytes)
    var target = head.mutableSpan
    let length = try writer.head(soundBytes: UInt64(sound.count), into: &target)
    let pad = [UInt8](repeating: 0, count: writer.padBytes(soundBytes: UInt64(sound.count)))
    try Data(head.prefix(length) + sound + pad).write(to: URL(fileURLWithPath: path))
  }
}
