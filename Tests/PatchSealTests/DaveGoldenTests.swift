import PatchBase
import PatchSeal
import Testing

/// Frames of three implementations, with the verdicts of both reference libraries.
@Suite(.enabled(if: Shared.isThere, Shared.missing)) struct DaveGoldenTests {
  @Test func derivesEveryKey() throws {
    let golden = try DaveGolden.load()
    var count = 0
    for dump in golden.dumps + golden.dumps_created_group {
      for sender in (dump.senders ?? [:]).values {
        var secret = sender.base_secret.bytes + [UInt8](repeating: 0, count: 16)
        for (generation, key) in [sender.key_gen0, sender.key_gen1, sender.key_gen2].enumerated() {
          let found = filled(16) { HashRatchet.key(secret.span, generation: UInt32(generation), into: &$0) }
          #expect(found == key.bytes)
          var room = secret.mutableSpan
          HashRatchet.advance(&room, generation: UInt32(generation))
          count += 1
        }
      }
    }
    #expect(count >= 60)
  }

  @Test func opensEveryFrame() throws {
    let golden = try DaveGolden.load()
    var dumps = golden.dumps.filter { $0.senders != nil } + golden.dumps_created_group
    var frames = try DaveFrames()
    var epoch: UInt64 = 0
    for (i, frame) in golden.frames.enumerated() {
      if frame.epoch != epoch {
        let dump = dumps.removeFirst()
        epoch = frame.epoch
        #expect(dump.epoch == epoch)
        var update = try dump.update()
        frames.apply(&update, at: at(Double(i)))
        let isEmpty = update.isEmpty
        #expect(isEmpty)
      }
      let heard = frames.heard(frame.frame.bytes, from: UInt64(frame.sender)!, at: at(Double(i)))
      #expect(heard.verdict == .opened && heard.sound == frame.plain.bytes, "frame \(i) by \(frame.made_by)")
      #expect(frames.heard(frame.frame.bytes, from: UInt64(frame.sender)!, at: at(Double(i))).verdict == .replayed)
      #expect(frames.heard(frame.frame.bytes, from: 99, at: at(Double(i))).verdict == .unknownUser)
    }
    #expect(dumps.isEmpty)
    #expect(frames.counts[.opened] == UInt64(golden.frames.count))
    #expect(frames.counts[.replayed] == frames.counts[.opened] && frames.counts[.unknownUser] == frames.counts[.opened])
  }

  /// What we seal with the keys of user 7 is byte for byte what the vectors' own member made.
  @Test func sealsAsTheVectors() throws {
    let golden = try DaveGolden.load()
    var dumps = golden.dumps.filter { $0.senders != nil } + golden.dumps_created_group
    var frames = try DaveFrames()
    var epoch: UInt64 = 0
    var count = 0
    for frame in golden.frames {
      if frame.epoch != epoch {
        epoch = frame.epoch
        var update = try dumps.removeFirst().update()
        frames.apply(&update, at: at(1))
      }
      guard frame.made_by == "python" else { continue }
      #expect(try frames.sent(frame.plain.bytes) == frame.frame.bytes)
      count += 1
    }
    #expect(count >= 10)
  }

  /// A frame that carries a nonce of 2^24 or more is of generation 1, which cannot be before 27 hours have passed.
  @Test(arguments: [true, false]) func judgesNoncesAndOddFrames(_ isOld: Bool) throws {
    let golden = try DaveGolden.load()
    // Whose key they are sealed with the vectors do not say: it is the one that opens them.
    var found: (DaveGolden.Dump, UInt64)?
    for dump in golden.dumps + golden.dumps_created_group {
      for user in (dump.senders ?? [:]).keys.compactMap({ UInt64($0) }) {
        var frames = try DaveFrames()
        var update = try dump.update()
        frames.apply(&update, at: at(0))
        if frames.heard(golden.edge_frames[0].frame.bytes, from: user, at: at(1)).verdict == .opened {
          found = (dump, user)
        }
      }
    }
    let (last, user) = try #require(found)
    var frames = try DaveFrames()
    var update = try last.update()
    frames.apply(&update, at: at(0))
    let now = at(isOld ? 100_000 : 1)
    for edge in golden.edge_frames {
      let heard = frames.heard(edge.frame.bytes, from: user, at: now)
      if edge.nonce >> 24 > 0, !isOld {
        #expect(heard.verdict == .generation)
      } else {
        #expect(heard.verdict == .opened && heard.sound == edge.plain.bytes, "nonce \(edge.nonce)")
      }
    }
    // The odd frames went to fresh decryptors.
    frames = try DaveFrames()
    update = try last.update()
    frames.apply(&update, at: at(0))
    for odd in golden.odd_frames {
      let heard = frames.heard(odd.frame.bytes, from: user, at: now)
      #expect((heard.verdict.isSound ? heard.sound : nil) == odd.result.libdave?.bytes, "\(odd.name): \(heard.verdict)")
      #expect((heard.verdict.isSound ? heard.sound : nil) == odd.result.davey?.bytes, "\(odd.name)")
    }
  }
}

/// Codes for people, and the published ratchet.
@Suite(.enabled(if: Shared.isThere, Shared.missing)) struct DaveCodeTests {
  struct Upstream: Decodable {
    struct Code: Decodable {
      var data: Hex
      var length: Int
      var group: Int
      var code: String
    }
    struct Ratchet: Decodable {
      var base_secret: Hex
      var gen0_key: Hex
    }
    struct Fingerprint: Decodable {
      var key_a: Hex
      var user_a: String
      var key_b: Hex
      var user_b: String
      var out: Hex
    }
    var displayable_code: [Code]
    var hash_ratchet: Ratchet
    var pairwise_fingerprint: [Fingerprint]
  }

  private func upstream() throws -> Upstream { try Shared.decode("dave/captured_and_upstream.json") }

  @Test func codes() throws {
    for code in try upstream().displayable_code {
      let text = try filled(code.length) {
        _ = try DisplayableCode.write(code.data.bytes.span, length: code.length, group: code.group, into: &$0)
      }
      #expect(String(decoding: text, as: UTF8.self) == code.code)
    }
  }

  @Test func ratchet() throws {
    let ratchet = try upstream().hash_ratchet
    let key = filled(16) { HashRatchet.key(ratchet.base_secret.bytes.span, generation: 0, into: &$0) }
    #expect(key == ratchet.gen0_key.bytes)
  }

  @Test func fingerprints() throws {
    for vector in try upstream().pairwise_fingerprint {
      let users = (UInt64(vector.user_a)!, UInt64(vector.user_b)!)
      let (a, b) = (vector.key_a.bytes, vector.key_b.bytes)
      let one = try filled(64) {
        try PairwiseFingerprint.write(a.span, user: users.0, b.span, user: users.1, into: &$0)
      }
      let other = try filled(64) {
        try PairwiseFingerprint.write(b.span, user: users.1, a.span, user: users.0, into: &$0)
      }
      #expect(one == vector.out.bytes && other == one)
      let digits = try filled(45) { _ = try PairwiseFingerprint.code(one.span, into: &$0) }
      #expect(digits.allSatisfy { (0x30...0x39).contains($0) })
    }
  }
}
