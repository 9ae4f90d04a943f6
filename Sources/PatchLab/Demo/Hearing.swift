import Foundation
import NIOCore

/// Compares what each caller heard with what the others were to say.
public struct Hearing: Sendable {
  private let table: TurnTable
  private let listeners: [Listener]

  /// - Parameters:
  ///   - table: what was planned, not what was sent: a caller who was silent, or said another's words, is noticed.
  public init(_ table: TurnTable, _ listeners: [Listener]) {
    self.table = table
    self.listeners = listeners
  }

  public func reports() -> [HearingReport] {
    let voices = table.tracks.map(Voice.init)
    return listeners.map { report($0, voices) }
  }

  private func report(_ listener: Listener, _ voices: [Voice]) -> HearingReport {
    let timeline = listener.stream.heard
    let (frames, positions, odd) = Self.frames(timeline)
    let others = listeners.filter { $0.caller != listener.caller }
    var aligner = Aligner(heard: frames, voices: others.map { voices[$0.caller] })
    aligner.run()
    var report = HearingReport(
      listener: listener.name, heard: [], frames: frames.count, unexplained: aligner.unexplained.count, strangers: [],
      clipped: timeline.bytes.count { $0 & 0x7F == 0 }, gaps: 0, gapMilliseconds: 0,
      lateMilliseconds: listener.stream.worstLateness, reported: listener.reported,
      violations: listener.stream.violations, faults: listener.stream.faults, problems: [])
    let dry = timeline.gaps.filter { $0.cause == .dry }
    report.gaps = dry.count
    report.gapMilliseconds = Double(dry.reduce(0) { $0 + $1.length }) / 8
    for (other, track) in zip(others, aligner.tracks) {
      var heard = heard(other, track, voices[other.caller], positions, by: listener)
      heard.problems = problems(heard, listener, other)
      report.heard.append(heard)
    }
    // Words in an unexplained place are somebody else's if they are one's own, or if somebody is missed.
    let suspects = report.heard.allSatisfy(\.missing.isEmpty) ? [] : others
    report.strangers = strangers(
      aligner.unexplained, frames, voices, of: suspects.map(\.caller) + [listener.caller])
    report.problems = problems(report, listener, others, odd: odd)
    return report
  }

  /// The messages as frames of 20 ms, where each is heard, and how many had another length.
  private static func frames(_ timeline: HeardTimeline) -> (frames: [[UInt8]], positions: [Int], odd: Int) {
    var frames: [[UInt8]] = []
    var positions: [Int] = []
    var odd = 0
    for (index, chunk) in timeline.chunks.enumerated() {
      let whole = chunk.length / TurnTable.frame
      // The last one may have been cut off by the end of the call.
      if chunk.length % TurnTable.frame != 0, index < timeline.chunks.count - 1 { odd += 1 }
      for part in 0..<whole {
        let begin = chunk.position + part * TurnTable.frame
        frames.append(Array(timeline.bytes[begin..<begin + TurnTable.frame]))
        positions.append(begin)
      }
    }
    return (frames, positions, odd)
  }

  private func heard(
    _ speaker: Listener, _ track: Aligner.Track, _ voice: Voice, _ positions: [Int], by listener: Listener
  ) -> Heard {
    let between = (listener.stream.started - speaker.stream.started).inSeconds * 1000
    var delays: [Double] = []
    var squares = 0.0
    var samples = 0
    var lost = 0
    for (place, energy) in voice.energy.enumerated() where energy > 0 {
      guard let index = track.matched[place] else {
        lost += TurnTable.frame
        continue
      }
      delays.append(Double(positions[index] - place * TurnTable.frame) / 8 + between)
      squares += voice.pcm[place].reduce(0) { $0 + Double($1) * Double($1) }
      samples += TurnTable.frame
    }
    delays.sort()
    var whole: [String] = []
    var missing: [String] = []
    for turn in table.turns where turn.caller == speaker.caller {
      let places = turn.range.lowerBound / TurnTable.frame..<(turn.range.upperBound - 1) / TurnTable.frame + 1
      let spoken = places.filter { voice.energy[$0] > 0 }
      let came = spoken.count { track.matched[$0] != nil }
      // A reported deviation may take some frames out of a file; it is still that file.
      if came * 2 >= spoken.count { whole.append(turn.file) } else { missing.append(turn.file) }
    }
    return Heard(
      speaker: speaker.name, files: whole, missing: missing,
      delay: delays.isEmpty ? [] : [delays[0], delays[delays.count / 2], delays[delays.count - 1]],
      level: samples == 0 ? -99 : 10 * log10(squares / Double(samples) / (32768 * 32768)), lost: lost,
      inserted: track.inserted, deleted: track.deleted)
  }

  /// Whose words the unexplained frames are, if they are anybody's.
  private func strangers(
    _ unexplained: [Int], _ frames: [[UInt8]], _ voices: [Voice], of callers: [Int]
  ) -> [String] {
    var found: [String] = []
    for index in unexplained {
      guard frames[index].contains(where: { $0 | 0x80 != 0xFF }) else { continue }
      for turn in table.turns where callers.contains(turn.caller) {
        let voice = voices[turn.caller]
        let places = turn.range.lowerBound / TurnTable.frame..<turn.range.upperBound / TurnTable.frame
        let loud = places.contains { voice.energy[$0] > TurnTable.frame * 40 && voice.frames[$0] == frames[index] }
        if loud, !found.contains(turn.file) { found.append(turn.file) }
      }
    }
    return found
  }

  private func problems(_ heard: Heard, _ listener: Listener, _ speaker: Listener) -> [String] {
    guard heard.missing.isEmpty else {
      return ["did not hear \(heard.speaker) say \(heard.missing.joined(separator: ", "))"]
    }
    var problems: [String] = []
    // A frame invented while its own is waited for is replaced, and all that follows plays later.
    let invented = speaker.reported.replaced
    let late = speaker.reported.starved + invented + listener.reported.added + listener.reported.dropped
    let left = speaker.reported.discarded + listener.reported.leftOut + listener.reported.dropped
    if heard.inserted > late {
      problems.append("\(heard.inserted) frames of delay came into \(heard.speaker)'s sound, \(late) were reported")
    }
    if heard.deleted > left {
      problems.append("\(heard.deleted) frames of \(heard.speaker)'s sound are missing, \(left) were reported")
    }
    if heard.lost > 0, speaker.reported.breaks == 0, invented == 0, listener.reported.dropped == 0, problems.isEmpty {
      problems.append("\(heard.lost) samples of \(heard.speaker)'s speech were lost, none were reported")
    }
    return problems
  }

  private func problems(_ report: HearingReport, _ listener: Listener, _ others: [Listener], odd: Int) -> [String] {
    var problems = report.heard.flatMap(\.problems)
    if !report.strangers.isEmpty {
      problems.append("heard \(report.strangers.joined(separator: ", ")) from the wrong caller")
    }
    // Where sound broke off, the frames on both sides may fade.
    let allowed = others.reduce(listener.reported.dropped) {
      $0 + $1.reported.starved + $1.reported.replaced + 2 * $1.reported.breaks
    }
    if report.unexplained > allowed, report.strangers.isEmpty {
      problems.append("\(report.unexplained) frames differ from what was said, \(allowed) were reported")
    }
    if report.clipped > 0 { problems.append("\(report.clipped) samples are clipped") }
    if odd > 0 { problems.append("\(odd) messages were not a whole number of frames") }
    if !report.violations.isEmpty { problems.append("\(report.violations.count) violations of the protocol") }
    return problems
  }
}
