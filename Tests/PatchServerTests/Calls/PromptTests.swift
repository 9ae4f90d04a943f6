import Foundation
import Testing

@testable import PatchLab
@testable import PatchServer

/// What callers are told.
@Suite(.timeLimit(.minutes(2))) struct PromptTests {
  @Test(arguments: PromptLibrary.languages) func everyPromptIsThereInEveryLanguage(language: String) {
    var settings = PromptSettings()
    settings.language = language
    let library = PromptLibrary(settings)
    #expect(library.missing == [])
    for name in PromptName.allCases {
      // Words, and few of them.
      #expect((3200...64_000).contains(library.sound(name).count), "\(name) in \(language)")
    }
  }

  @Test func whatIsMissingIsAToneAndReported() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path + "/en", withIntermediateDirectories: true)
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: folder.path + "/en/goodbye.ul"))
    var settings = PromptSettings()
    settings.folder = folder.path
    let library = PromptLibrary(settings)
    #expect(library.sound(.goodbye) == [1, 2, 3] && library.isSpoken(.goodbye))
    #expect(library.sound(.notice) == PromptLibrary.tone && !library.isSpoken(.notice))
    #expect(library.missing.count == PromptName.allCases.count - 1)
    let answers = PromptCheck.run(settings)
    #expect(answers.contains { $0.verdict == .warning && $0.text.contains("notice") })
  }

  @Test func goodbyeIsHeardToItsEndBeforeTheCallIsHungUp() async throws {
    try await withBridge {
      $0.watch.longestSeconds = 2
    } _: { (bridge: Bridge) async throws in
      let call = try await bridge.place()
      let ended = await bridge.carrier.event(.callEnded, seconds: 20) { $0.callID == call.id }
      #expect(ended?.data["reason"] == "longest time")
      let told = bridge.server.events.snapshot().first { $0.type == .legPrompt }
      #expect(told?.data["prompts"] == "goodbye" && told?.data["heard"] == true)
      let report = try #require(await bridge.report(call))
      #expect(report.allViolations == [], "\(report.allViolations)")
      let isHeard = report.hears(PromptLibrary(PromptSettings()).sound(.goodbye))
      #expect(isHeard)
      #expect(report.seconds >= 2)
    }
  }

  @Test func silenceIsToldAndThenEndsTheCall() async throws {
    try await withBridge {
      $0.watch.silenceSeconds = 2
      $0.watch.graceSeconds = 2
    } _: { (bridge: Bridge) async throws in
      let call = try await bridge.place()
      let ended = await bridge.carrier.event(.callEnded, seconds: 30) { $0.callID == call.id }
      #expect(ended?.data["reason"] == "silence")
      let told = bridge.server.events.snapshot().filter { $0.type == .legPrompt }.map { $0.data["prompts"]?.string }
      #expect(told == ["silence", "goodbye"])
      let isHeard = try #require(await bridge.report(call)).hears(PromptLibrary(PromptSettings()).sound(.silence))
      #expect(isHeard)
    }
  }

  @Test func deadAirEndsTheCallAndWhoSpeaksIsLeftAlone() async throws {
    var friend = LabPhone(ring: 0.05)
    friend.caller = Caller(speech: Tones.tone([700], seconds: 1, level: 0.3))
    friend.caller.loops = true
    let quiet = "+14155552672"
    try await withBridge(phones: [Bridge.friend: friend, quiet: LabPhone(ring: 0.05)]) {
      $0.watch.deadAirSeconds = 2
      $0.watch.graceSeconds = 1
      $0.policy.each.calls = 5
    } _: { (bridge: Bridge) async throws in
      let loud = try await bridge.place(room: "loud")
      let dead = try await bridge.place(quiet, room: "dead")
      let ended = await bridge.carrier.event(.callEnded, seconds: 30) { $0.callID == dead.id }
      #expect(ended?.data["reason"] == "dead air")
      #expect(bridge.server.calls().map(\.id) == [loud.id])
      #expect(!bridge.server.events.snapshot().contains { $0.type == .legPrompt && $0.callID == loud.id })
    }
  }
}

extension CallReport {
  /// Whether most of a sound is in what the caller heard, at one place.
  func hears(_ sound: [UInt8]) -> Bool {
    let said = PhoneSound.decode(sound).map(Double.init)
    let ear = PhoneSound.decode(heard).map(Double.init)
    guard ear.count >= said.count else { return false }
    // By the loudest tenth of a second, then everywhere.
    let size = 800
    let starts = stride(from: 0, to: max(said.count - size, 1), by: size)
    func energy(_ at: Int) -> Double { said[at..<min(at + size, said.count)].reduce(0) { $0 + $1 * $1 } }
    guard let best = starts.max(by: { energy($0) < energy($1) }) else { return false }
    func likeness(_ place: Int, _ from: Int, _ count: Int) -> Double {
      var (xy, xx, yy) = (0.0, 0.0, 0.0)
      for i in 0..<count {
        xy += said[from + i] * ear[place + i]
        xx += said[from + i] * said[from + i]
        yy += ear[place + i] * ear[place + i]
      }
      return xx * yy > 0 ? xy / (xx * yy).squareRoot() : 0
    }
    func find(_ block: Int, _ places: Range<Int>) -> Int? {
      let count = min(size, said.count - block)
      return places.first { $0 >= 0 && $0 + count <= ear.count && likeness($0, block, count) > 0.9 }
    }
    guard let anchor = find(best, 0..<ear.count) else { return false }
    // Pauses between may be a little longer or shorter.
    let loud = starts.filter { energy($0) > energy(best) / 30 }
    let found = loud.count { find($0, anchor + $0 - best - 400..<anchor + $0 - best + 400) != nil }
    return Double(found) >= 0.8 * Double(loud.count)
  }
}
