import Foundation
import PatchBase
import PatchCodec
import Testing

@testable import PatchLab

@Suite struct SpeechTests {
  /// A WAV file.
  static func wav(_ sound: [UInt8], _ format: AudioFormat, channels: Int = 1) throws -> [UInt8] {
    let writer = try WavWriter(WavFormat(format.encoding, sampleRate: format.sampleRate, channels: channels))
    var head = [UInt8](repeating: 0, count: WavWriter.maximumHeadBytes)
    var target = head.mutableSpan
    let length = try writer.head(soundBytes: UInt64(sound.count), into: &target)
    return head.prefix(length) + sound
  }

  private func pcm(_ samples: [Int16]) -> [UInt8] {
    samples.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
  }

  @Test func mulawIsTakenAsItIs() throws {
    let sound = (0..<256).map { UInt8($0) }
    #expect(try Speech.mulaw(wav: try Self.wav(sound, AudioFormat(.mulaw, sampleRate: 8000))) == sound)
  }

  @Test func samplesAreEncoded() throws {
    let samples = stride(from: Int16(-32000), through: 32000, by: 500).map { $0 }
    let sound = try Speech.mulaw(wav: try Self.wav(pcm(samples), AudioFormat(.l16, sampleRate: 8000)))
    #expect(sound == PhoneSound.encode(samples))
  }

  @Test func otherRatesAreResampled() throws {
    let samples = (0..<48000).map { Int16(8000 * sin(2 * Double.pi * 440 * Double($0) / 48000)) }
    let sound = try Speech.mulaw(wav: try Self.wav(pcm(samples), AudioFormat(.l16, sampleRate: 48000)))
    #expect(abs(sound.count - 8000) < 100)
    let peak = PhoneSound.decode(sound).map { abs(Int($0)) }.max() ?? 0
    #expect(peak > 7000 && peak < 9000)
  }

  @Test func whatIsNoSpeech() throws {
    let stereo = try Self.wav(pcm([1, 2, 3, 4]), AudioFormat(.l16, sampleRate: 8000), channels: 2)
    for bytes in [[], Array("RIFF".utf8), stereo, try Self.wav([], .telephone)] {
      #expect(throws: Speech.Problem.self) { try Speech.mulaw(wav: bytes) }
    }
    let missing = #expect(throws: Speech.Problem.self) { try Speech(file: "/nowhere.wav") }
    #expect(missing?.description.contains("/nowhere.wav") == true)
  }

  @Test func withoutRecordingsThePackageIsNamed() {
    let problem = #expect(throws: Speech.Problem.self) { try SpeechLibrary.find(in: "/nowhere") }
    #expect(problem?.description.contains(SpeechLibrary.package) == true)
  }

  @Test func filesAreWrittenAndReadAgain() throws {
    let folder = FileManager.default.temporaryDirectory.path
    let path = "\(folder)/phonepatch-speech-\(UInt64.random(in: 0 ... .max)).wav"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try WavFile.write([1, 2, 3], to: path)
    #expect(try Speech(file: path).sound == [1, 2, 3])
  }

  @Test func turnsFitAndEverybodySpeaks() {
    let speech = (0..<4).map { Speech(name: "s\($0)", sound: [UInt8](repeating: 0x80, count: 12000 + 1000 * $0)) }
    for callers in 2...5 {
      let table = TurnTable(callers: callers, seconds: 20, speech: speech)
      #expect(table.isComplete)
      for turn in table.turns { #expect(turn.range.lowerBound >= 8000 && turn.range.upperBound <= 19 * 8000) }
      // Full scale is brought down, so that two at once are not clipped.
      let loudest = table.tracks.flatMap { PhoneSound.decode($0).map { abs(Int($0)) } }.max() ?? 0
      #expect(loudest < 11000)
    }
    #expect(!TurnTable(callers: 5, seconds: 5, speech: speech).isComplete)
  }
}
