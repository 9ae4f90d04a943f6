import Foundation
import PatchSeal
import Testing

/// Feeds every file that fuzzing kept to the parser it was kept for: `Tests/Fuzz/Corpus/TARGET/`.
@Suite struct ReplayTests {
  @Test(arguments: FuzzTarget.allCases)
  func replays(_ target: FuzzTarget) throws {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let folder = tests.appendingPathComponent("Fuzz/Corpus/\(target.rawValue)")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .sorted { $0.path < $1.path }
    #expect(!files.isEmpty)
    for file in files {
      let input = Array(try Data(contentsOf: file))
      target.run(input)
      // Half of it, and a byte less at either end: cheap, and not in any corpus.
      target.run(Array(input.prefix(input.count / 2)))
      target.run(Array(input.dropLast()))
      target.run(Array(input.dropFirst()))
    }
  }

  /// The corpus has each structure of MLS whole.
  @Test(arguments: MLSStructure.allCases)
  func readsStructures(_ structure: MLSStructure) throws {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let folder = tests.appendingPathComponent("Fuzz/Corpus/structure")
    var read = 0
    for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
      let input = Array(try Data(contentsOf: file)), bytes = Array(input.dropFirst())
      guard input.first == structure.rawValue else { continue }
      if (try? structure.read(bytes.span)) == bytes.count { read += 1 }
    }
    #expect(read > 0)
  }
}
