import PatchBase
import PatchSeal

/// `dave_golden.json`: every secret of one group of three implementations, and of a second one.
struct DaveGolden: Decodable {
  struct Sender: Decodable {
    var leaf: UInt32
    var base_secret: Hex
    var key_gen0: Hex
    var key_gen1: Hex
    var key_gen2: Hex
  }
  struct Dump: Decodable {
    var step: String
    var epoch: UInt64?
    var senders: [String: Sender]?
    var epoch_authenticator: Hex?
  }
  struct Frame: Decodable {
    var epoch: UInt64
    var sender: String
    var made_by: String
    var plain: Hex
    var frame: Hex
  }
  struct Edge: Decodable {
    var nonce: UInt32
    var frame: Hex
    var plain: Hex
  }
  struct Odd: Decodable {
    struct Result: Decodable {
      var libdave: Hex?
      var davey: Hex?
    }
    var name: String
    var frame: Hex
    var result: Result
  }
  var group_id: String
  var dumps: [Dump]
  var dumps_created_group: [Dump]
  var frames: [Frame]
  var edge_frames: [Edge]
  var odd_frames: [Odd]

  static func load() throws -> DaveGolden { try Shared.decode("dave/dave_golden.json") }
}

extension DaveGolden.Dump {
  /// The keys of the epoch as a session hands them on; ours is user 7's.
  func update() throws -> DaveUpdate {
    var update = try DaveUpdate(users: senders?.count ?? 0)
    for (user, sender) in senders ?? [:] {
      try update.addReceiver(UInt64(user)!, base: sender.base_secret.bytes.span)
      if user == "7" { try update.setSender(base: sender.base_secret.bytes.span) }
    }
    return update
  }
}

/// A moment so many seconds after the beginning.
func at(_ seconds: Double) -> Ticks { Ticks(microseconds: UInt64(seconds * 1_000_000)) }

extension DaveFrames {
  /// What a frame is, and what came out of it.
  mutating func heard(_ frame: [UInt8], from user: UInt64, at now: Ticks) -> (verdict: DaveVerdict, sound: [UInt8]) {
    var sound = [UInt8](repeating: 0xEE, count: frame.count)
    var room = sound.mutableSpan
    let opened = open(frame.span, from: user, at: now, into: &room)
    return (opened.verdict, Array(sound[..<opened.count]))
  }

  mutating func sent(_ frame: [UInt8]) throws -> [UInt8] {
    var out = [UInt8](repeating: 0xEE, count: frame.count + DaveFrames.overhead)
    var room = out.mutableSpan
    return Array(out[..<(try seal(frame.span, into: &room))])
  }
}
