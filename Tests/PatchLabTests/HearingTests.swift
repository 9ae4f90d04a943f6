import NIOCore
import PatchBase
import Testing

@testable import PatchLab

/// The judge of the demo, judged: a made-up room that is perfect, or wrong in one way.
@Suite struct HearingTests {
  /// Noise that is nothing like any other seed's.
  private static func noise(_ seed: UInt64, seconds: Double) -> Speech {
    var random = LabRandom(seed: seed)
    let pcm = (0..<Int(seconds * 8000)).map { _ in Int16.random(in: -9000...9000, using: &random) }
    return Speech(name: "noise-\(seed)", sound: PhoneSound.encode(pcm))
  }

  private func deviations(_ change: (inout Deviations) -> Void) -> Deviations {
    var deviations = Deviations()
    deviations.breaks = 1
    change(&deviations)
    return deviations
  }

  /// What a room does to the frames of one voice, tick by tick: the frame it plays, or nil.
  typealias Play = (_ caller: Int, _ tick: Int) -> Int?

  private struct Scene {
    var table: TurnTable
    var said: [[UInt8]]
    var play: Play = { _, tick in tick }
    var change: (_ listener: Int, _ tick: Int, _ frame: inout [UInt8]) -> Void = { _, _, _ in }
    var drops: (_ listener: Int, _ tick: Int) -> Bool = { _, _ in false }
    var reported: [Deviations]

    init(callers: Int, seconds: Double = 9) {
      table = TurnTable(callers: callers, seconds: seconds, speech: (1...7).map { noise(UInt64($0), seconds: 1.05) })
      said = table.tracks
      reported = said.map { _ in Deviations() }
    }

    func judge() -> [HearingReport] {
      let start = NIODeadline.now()
      let voices = said.map(Voice.init)
      let listeners = said.indices.map { listener in
        var queue = PlaybackQueue(silence: [0xFF], limit: 1 << 20)
        for tick in voices[listener].frames.indices where !drops(listener, tick) {
          var sum = [Int](repeating: 0, count: 160)
          var speaking: [[UInt8]] = []
          for speaker in said.indices where speaker != listener {
            guard let place = play(speaker, tick), voices[speaker].energy.indices.contains(place),
              voices[speaker].energy[place] > 0
            else { continue }
            speaking.append(voices[speaker].frames[place])
            for (i, sample) in voices[speaker].pcm[place].enumerated() { sum[i] += Int(sample) }
          }
          var frame = speaking.count == 1 ? speaking[0] : PhoneSound.encode(sum.map(Int16.init(clamping:)))
          change(listener, tick, &frame)
          _ = queue.append(frame, at: tick * 160 + 480)
        }
        var stream = StreamReport(
          streamSid: "MZ", url: "", bidirectional: true, format: .telephone, started: start, heard: queue.timeline)
        stream.ending = .callerHungUp
        return Listener(
          name: "caller \(listener + 1)", caller: listener, stream: stream, reported: reported[listener])
      }
      return Hearing(table, listeners).reports()
    }
  }

  @Test(arguments: [2, 3, 5]) func aPerfectRoom(_ callers: Int) {
    let scene = Scene(callers: callers)
    #expect(scene.table.isComplete)
    for report in scene.judge() {
      #expect(report.problems == [])
      #expect(report.unexplained == 0)
      #expect(report.heard.count == callers - 1)
      for heard in report.heard {
        #expect(heard.lost == 0)
        #expect(heard.delay == [60, 60, 60])
        #expect(heard.level < -10 && heard.level > -30)
      }
    }
  }

  @Test(arguments: [2, 3]) func oneWrongSampleIsNoticed(_ callers: Int) {
    var scene = Scene(callers: callers)
    scene.change = { listener, tick, frame in if listener == 1, tick == 70 { frame[33] ^= 1 } }
    let reports = scene.judge()
    #expect(reports[0].problems == [])
    #expect(!reports[1].problems.isEmpty)
    #expect(reports[1].unexplained == 1)
  }

  @Test(arguments: [2, 3]) func delayThatComesInMustBeReported(_ callers: Int) {
    var scene = Scene(callers: callers)
    scene.play = { caller, tick in caller == 0 && tick >= 80 ? (tick < 83 ? nil : tick - 3) : tick }
    let silent = scene.judge()
    #expect(silent[1].heard[0].inserted == 3)
    #expect(!silent[1].problems.isEmpty)
    scene.reported[0] = deviations { $0.starved = 3 }
    #expect(scene.judge().allSatisfy { $0.problems.isEmpty })
  }

  @Test(arguments: [2, 3]) func framesThatAreLeftOutMustBeReported(_ callers: Int) {
    var scene = Scene(callers: callers)
    scene.play = { caller, tick in caller == 0 && tick >= 80 ? tick + 4 : tick }
    let silent = scene.judge()
    #expect(silent[1].heard[0].deleted == 4)
    #expect(silent[1].heard[0].lost == 640)
    #expect(!silent[1].problems.isEmpty)
    scene.reported[0] = deviations { $0.discarded = 4 }
    #expect(scene.judge().allSatisfy { $0.problems.isEmpty })
  }

  @Test func messagesThatAreDroppedMoveEverybody() {
    var scene = Scene(callers: 4)
    scene.drops = { listener, tick in listener == 0 && (300..<306).contains(tick) }
    let silent = scene.judge()
    #expect(!silent[0].problems.isEmpty)
    #expect(silent[1].problems.isEmpty)
    scene.reported[0] = deviations { $0.dropped = 6 }
    #expect(scene.judge()[0].problems == [])
  }

  @Test(arguments: [2, 3]) func aMutedCallerIsMissed(_ callers: Int) {
    var scene = Scene(callers: callers)
    scene.said[1] = [UInt8](repeating: 0xFF, count: scene.said[1].count)
    let reports = scene.judge()
    #expect(reports[0].problems.contains { $0.hasPrefix("did not hear caller 2") })
    #expect(reports[1].problems == [])
  }

  @Test(arguments: [2, 3]) func swappedCallersAreNoticed(_ callers: Int) {
    var scene = Scene(callers: callers)
    scene.said.swapAt(0, 1)
    let reports = scene.judge()
    for report in reports.prefix(2) {
      #expect(report.problems.contains { $0.hasPrefix("did not hear") })
      #expect(!report.strangers.isEmpty)
    }
  }

  @Test func hearingOneselfIsNoticed() {
    var scene = Scene(callers: 2)
    let own = Voice(scene.said[0])
    scene.change = { listener, tick, frame in if listener == 0, own.energy[tick] > 0 { frame = own.frames[tick] } }
    let reports = scene.judge()
    #expect(!reports[0].problems.isEmpty)
    #expect(reports[0].strangers == ["noise-1"] || reports[0].strangers.contains("noise-1"))
  }
}
