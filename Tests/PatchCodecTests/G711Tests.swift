import Foundation
import PatchCodec
import Testing

@Suite struct G711Tests {
  struct Line: Sendable {
    let law: Law
    let code: UInt8
    let samples: ClosedRange<Int16>
    let decoded: Int16
  }

  /// Tests/Vectors/g711/codes.csv: all codes with the samples that encode to them.
  static let lines: [Line] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Vectors/g711/codes.csv")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: ",")
      return Line(
        law: fields[0] == "mu" ? .mu : .a, code: UInt8(fields[1])!, samples: Int16(fields[2])!...Int16(fields[3])!,
        decoded: Int16(fields[4])!)
    }
  }()

  func decoded(_ codes: [UInt8], _ law: Law) -> [Int16] {
    var pcm = [Int16](repeating: 0, count: codes.count)
    var span = pcm.mutableSpan
    G711.decode(codes.span, law: law, into: &span)
    return pcm
  }

  func encoded(_ pcm: [Int16], _ law: Law) -> [UInt8] {
    var codes = [UInt8](repeating: 0, count: pcm.count)
    var span = codes.mutableSpan
    G711.encode(pcm.span, law: law, into: &span)
    return codes
  }

  @Test(arguments: [Law.mu, .a]) func everyCodeDecodesAsTheStandardSays(law: Law) {
    let lines = Self.lines.filter { $0.law == law }
    #expect(lines.count == 256)
    #expect(decoded(lines.map(\.code), law) == lines.map(\.decoded))
  }

  @Test(arguments: [Law.mu, .a]) func everySampleEncodesAsTheStandardSays(law: Law) {
    var expected = [UInt8](repeating: 0, count: 65_536)
    var covered = 0
    for line in Self.lines where line.law == law {
      for sample in line.samples { expected[Int(sample) + 32_768] = line.code }
      covered += line.samples.count
    }
    #expect(covered == 65_536, "the vectors cover every sample once")
    #expect(encoded(Array(Int16.min...Int16.max), law) == expected)
  }

  @Test func everyCodeSurvivesARoundTripExceptMuLawsNegativeZero() {
    let all = (0...255).map { UInt8($0) }
    #expect(encoded(decoded(all, .a), .a) == all)
    #expect(encoded(decoded(all, .mu), .mu) == all.map { $0 == 0x7F ? 0xFF : $0 })
  }

  /// The loops handle eight samples at a time and then the rest.
  @Test(arguments: [Law.mu, .a]) func anyLengthGivesTheSame(law: Law) {
    let codes = (0..<64).map { UInt8(truncatingIfNeeded: $0 * 37) }
    let whole = decoded(codes, law)
    for length in 0...33 {
      #expect(decoded(Array(codes[..<length]), law) == Array(whole[..<length]))
      #expect(encoded(Array(whole[..<length]), law) == encoded(whole, law)[..<length].map { $0 })
    }
  }

  @Test func theShorterSideDecides() {
    var pcm: [Int16] = [7, 7, 7]
    var span = pcm.mutableSpan
    G711.decode([0xFF, 0xFF].span, law: .mu, into: &span)
    #expect(pcm == [0, 0, 7])
    var codes: [UInt8] = [1]
    var bytes = codes.mutableSpan
    G711.encode([0, 0].span, law: .a, into: &bytes)
    #expect(codes == [0xD5])
  }

  @Test func silenceIsTheNearestToZero() {
    #expect(decoded([G711.silence(.mu), G711.silence(.a)], .mu)[0] == 0)
    #expect(decoded([G711.silence(.a)], .a) == [8])
    #expect(encoded([0], .mu) == [G711.silence(.mu)])
    #expect(encoded([0], .a) == [G711.silence(.a)])
  }
}
