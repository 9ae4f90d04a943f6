import Foundation
import PatchBase
import PatchCodec

/// Recorded speech, ready for a telephone line.
public struct Speech: Equatable, Sendable {
  /// The file's name without its ending.
  public var name: String
  /// μ-law at 8 kHz.
  public var sound: [UInt8]

  public init(name: String, sound: [UInt8]) {
    self.name = name
    self.sound = sound
  }

  public struct Problem: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
  }

  /// Reads a WAV file: 16-bit or G.711, mono, at any rate.
  public init(file: String) throws(Problem) {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw Problem(description: "\(file): cannot be read")
    }
    name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
    do {
      sound = try Self.mulaw(wav: [UInt8](data))
    } catch {
      throw Problem(description: "\(file): \(error.description)")
    }
  }

  public var seconds: Double { Double(sound.count) / 8000 }

  /// The sound of a WAV file as μ-law at 8 kHz.
  static func mulaw(wav: [UInt8]) throws(Problem) -> [UInt8] {
    let (format, bytes) = try read(wav)
    guard format.channels == 1 else { throw Problem(description: "has \(format.channels) channels, one is wanted") }
    if format.encoding == .mulaw, format.sampleRate == 8000 { return bytes }
    var pcm = [Int16](repeating: 0, count: bytes.count / format.encoding.bytesPerSample)
    var target = pcm.mutableSpan
    PlainCodec.decode(bytes.span, format.encoding, into: &target)
    return PhoneSound.encode(try resampled(pcm, from: format.sampleRate))
  }

  private static func read(_ wav: [UInt8]) throws(Problem) -> (WavFormat, [UInt8]) {
    var reader = WavReader()
    var sound: [UInt8] = []
    var offset = 0
    do {
      reading: while true {
        switch try reader.step(wav.span.extracting(offset..<wav.count)) {
        case .more(let consumed):
          offset += consumed
          break reading
        case .sound(let range):
          sound += wav[offset + range.lowerBound..<offset + range.upperBound]
          offset += range.upperBound
        case .end: break reading
        }
      }
      try reader.finish()
    } catch {
      throw Problem(description: "no WAV that can be played (\(reader.problem.map { "\($0)" } ?? "cut short"))")
    }
    guard let format = reader.format, !sound.isEmpty else { throw Problem(description: "holds no sound") }
    return (format, sound)
  }

  private static func resampled(_ pcm: [Int16], from rate: Int32) throws(Problem) -> [Int16] {
    guard rate != 8000 else { return pcm }
    do {
      var resampler = try Resampler(from: rate, to: 8000)
      var result: [Int16] = []
      var chunk = [Int16](repeating: 0, count: 4096)
      var offset = 0
      while offset < pcm.count {
        var target = chunk.mutableSpan
        let step = try resampler.process(pcm.span.extracting(offset..<pcm.count), into: &target)
        guard step.consumed + step.produced > 0 else { break }
        offset += step.consumed
        result += chunk.prefix(step.produced)
      }
      return result
    } catch {
      throw Problem(description: "cannot be brought from \(rate) Hz to 8000 Hz")
    }
  }
}
