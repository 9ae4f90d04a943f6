import Foundation
import PatchAudio
import PatchCodec

/// The spoken prompts of one language, read once. What is missing is a tone.
struct PromptLibrary: Sendable {
  private let sounds: [PromptName: [UInt8]]

  /// Every language that there are prompts for in the program itself.
  static let languages = ["en", "de", "es", "fr"]
  private static let longest = 1 << 20

  /// Without a folder, our own.
  init(_ settings: PromptSettings) {
    var sounds: [PromptName: [UInt8]] = [:]
    if let root = settings.folder ?? Self.own {
      for name in PromptName.allCases {
        let path = "\(root)/\(settings.language)/\(name.rawValue).ul"
        guard let data = FileManager.default.contents(atPath: path), (1...Self.longest).contains(data.count) else {
          continue
        }
        sounds[name] = [UInt8](data)
      }
    }
    self.sounds = sounds
  }

  /// µ-law at 8 kHz.
  func sound(_ name: PromptName) -> [UInt8] { sounds[name] ?? Self.tone }

  /// Whether words are said. Consent is never drawn from a tone.
  func isSpoken(_ name: PromptName) -> Bool { sounds[name] != nil }

  /// The names that are missing.
  var missing: [String] { PromptName.allCases.filter { sounds[$0] == nil }.map(\.rawValue) }

  /// Two short beeps.
  static let tone: [UInt8] = {
    var pcm = [Int16](repeating: 0, count: 6400)
    let beep = [ToneStep(425, for: 200), ToneStep(0, for: 200)]
    guard var generator = try? ToneGenerator(), (try? generator.play(beep.span, repeats: true)) != nil else {
      return []
    }
    var samples = pcm.mutableSpan
    generator.fill(&samples)
    var codes = [UInt8](repeating: 0xFF, count: pcm.count)
    var target = codes.mutableSpan
    G711.encode(pcm.span, law: .mu, into: &target)
    return codes
  }()

  /// Not the package's own look-up, which ends the process when the folder is gone.
  private static var own: String? {
    var places = [Bundle.main.bundleURL.appendingPathComponent("phonepatch_PatchServer.resources/Sounds").path]
    #if DEBUG
      places.append(
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Sounds").path)
    #endif
    return places.first { FileManager.default.fileExists(atPath: $0) }
  }
}

/// Where the spoken prompts come from.
public struct PromptSettings: Sendable, Equatable {
  /// A folder in place of ours, with one folder for each language.
  public var folder: String?
  public var language = "en"

  public init() {}
}
