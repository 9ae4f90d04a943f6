import Foundation
import NIOCore
import PatchEngine
import PatchLab
import PatchServer

/// The outcome of a demo on Discord.
struct DiscordDemoResult {
  struct Pair: Encodable {
    var listener: String
    var speaker: String
    /// How many of the speaker's turns were found in what the listener heard.
    var found = 0
    var turns = 0
    /// The worst correlation of a turn with what was heard of it, 0…1: speech codecs and the telephone band take some.
    var likeness = 1.0
    /// From mouth to ear, in milliseconds: smallest, middle, largest.
    var delay: [Double] = []

    var isGood: Bool { found == turns && turns > 0 }
  }

  let fault: Demo.Fault?
  let privacyCode: String?
  /// The bridge and both people have it.
  let codesAreEqual: Bool
  let epoch: UInt64
  let encryptedPackets: Int
  let plainPackets: Int
  private(set) var pairs: [Pair] = []
  /// What the bridge reported, in words.
  private(set) var reported: [String] = []
  private(set) var problems: [String]
  private var sounds: [(name: String, codes: [UInt8])] = []

  /// Less than this, and a turn was not heard; more, and somebody else's was.
  private static let enough = 0.6
  /// Turns of one voice that are further apart than they were said are not the call that was made.
  private static let tolerance = 500.0  // ms
  private static let names = DiscordDemo.names

  init(table: TurnTable, call: CallReport, groups: [DiscordGroup?], seen: [VoiceUserReport], fault: Demo.Fault?) {
    self.fault = fault
    let codes = Set(groups.map { $0?.privacyCode ?? "" })
    privacyCode = groups[0]?.privacyCode
    codesAreEqual = codes.count == 1 && groups[0] != nil
    epoch = groups[0]?.epoch ?? 0
    encryptedPackets = seen.reduce(0) { $0 + $1.encrypted }
    plainPackets = seen.reduce(0) { $0 + $1.plainUnderDave + $1.plain }
    problems = call.allViolations.map { "\($0.code.rawValue) \($0.detail)" }
    if call.streams.isEmpty { problems.append("the phone got no media stream") }
    if !codesAreEqual { problems.append("the privacy codes differ") }
    if plainPackets > 0 { problems.append("\(plainPackets) packets were not end-to-end encrypted") }
    for user in seen {
      problems += user.violations.map { "against Discord's rules: \($0)" }
      if user.refused > 0 { problems.append("Discord could not read \(user.refused) packets") }
      if user.nonceReused > 0 { problems.append("\(user.nonceReused) packets reused a nonce") }
    }
  }

  var isGood: Bool { problems.isEmpty && pairs.count == 6 && pairs.allSatisfy(\.isGood) }

  /// Looks for every turn of every speaker in every other ear, and for what must not be there.
  mutating func judge(_ table: TurnTable, said: [[UInt8]], mouths: [NIODeadline], ears: [DiscordEar]) {
    for (person, track) in said.enumerated() { sounds.append(("\(Self.names[person]) said", track)) }
    for ear in ears {
      let source = ear.speakers.count > 1 ? "" : " from \(Self.names[ear.speakers[0]])"
      sounds.append(("\(Self.names[ear.listener]) heard\(source)", PhoneSound.encode(ear.track.sound)))
      for speaker in Self.names.indices {
        if ear.speakers.contains(speaker) {
          pairs.append(pair(ear, speaker, table, mouths[speaker]))
        } else if strays(ear, speaker, table) {
          let own = ear.listener == speaker ? "its own words" : "\(Self.names[speaker])'s words"
          problems.append("\(Self.names[ear.listener]) heard \(own)\(source)")
        }
      }
    }
  }

  private mutating func pair(
    _ ear: DiscordEar, _ speaker: Int, _ table: TurnTable, _ mouth: NIODeadline
  ) -> Pair {
    var pair = Pair(listener: Self.names[ear.listener], speaker: Self.names[speaker])
    let between = Double((ear.track.began - mouth).nanoseconds) / 1e6
    for turn in table.turns where turn.caller == speaker {
      let (likeness, at) = find(turn, table, in: ear)
      pair.turns += 1
      pair.likeness = min(pair.likeness, likeness)
      guard likeness >= Self.enough else { continue }
      pair.found += 1
      pair.delay.append(Double(at - turn.range.lowerBound) / 8 + between)
    }
    pair.delay.sort()
    if let first = pair.delay.first, let last = pair.delay.last {
      pair.delay = [first, pair.delay[pair.delay.count / 2], last]
      if last - first > Self.tolerance {
        problems.append("\(pair.listener) heard \(pair.speaker) at the wrong time")
      }
    }
    if pair.found < pair.turns {
      problems.append(
        "\(pair.listener) did not hear \(pair.turns - pair.found) of \(pair.turns) turns of \(pair.speaker)")
    }
    return pair
  }

  private func strays(_ ear: DiscordEar, _ speaker: Int, _ table: TurnTable) -> Bool {
    table.turns.contains { $0.caller == speaker && find($0, table, in: ear).likeness >= Self.enough }
  }

  private func find(_ turn: Turn, _ table: TurnTable, in ear: DiscordEar) -> (likeness: Double, at: Int) {
    Likeness.find(PhoneSound.decode(Array(table.tracks[turn.caller][turn.range])), in: ear.track.sound)
  }

  /// What the bridge told, and what it lost.
  mutating func note(_ events: [VoiceEvent], _ lost: VoiceLosses, isTogether: Bool) {
    if !isTogether { problems.append("the three did not come into one group") }
    for event in events where event.kind == .resumed {
      reported.append("the voice connection broke and was resumed after \(event.value / 1000) ms, in the same group")
    }
    if fault == .stall, reported.isEmpty {
      problems.append("the voice connection broke, and the bridge did not report it")
    }
    if fault != .stall, !reported.isEmpty { problems.append("the voice connection broke") }
    if events.contains(where: { $0.kind == .muted }) { problems.append("the bridge was muted") }
    let undone = lost.transport + lost.malformed + lost.unknownSource + lost.noKey + lost.plaintext + lost.badFrame
    let spoilt = undone + lost.replayed + lost.unauthenticated + lost.crowded
    if spoilt > 0 { problems.append("the bridge could not use \(spoilt) packets") }
  }

  /// What each said, and what each heard from whom.
  func write(to folder: String) throws {
    for (name, codes) in sounds {
      try WavFile.write(codes, to: "\(folder)/\(name.lowercased().replacingOccurrences(of: " ", with: "-")).wav")
    }
  }
}
