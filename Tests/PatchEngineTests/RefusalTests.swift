import PatchAudio
import PatchBase
import Testing

@testable import PatchEngine

/// Parts are made in place and asked afterwards whether all went well: what was refused must not have done harm on the way.
@Suite struct RefusalTests {
  private static let extremes = [Int.min, -1, 0, 1 << 20, 1 << 40, Int.max]

  @Test(arguments: extremes) func partsOfSound(extreme: Int) {
    let rate = Int32(truncatingIfNeeded: extreme)
    for wanted in [0, extreme] {
      #expect(throws: Fault.self) { _ = try VoiceActivity(VoiceSettings(sampleRate: rate, preRoll: wanted)) }
      #expect(throws: Fault.self) { _ = try Echo(rate: rate, tail: wanted) }
      #expect(throws: Fault.self) { _ = try Concealment(sampleRate: rate, channels: wanted) }
    }
    if extreme != 0 { #expect(throws: Fault.self) { _ = try VoiceActivity(VoiceSettings(preRoll: extreme)) } }
    #expect(throws: Fault.self) { _ = try Echo(rate: 8000, tail: extreme) }
    #expect(throws: Fault.self) { _ = try Mixer(capacity: extreme, samples: 160) }
    #expect(throws: Fault.self) { _ = try Mixer(capacity: 8, samples: extreme) }
    #expect(throws: Fault.self) { _ = try PlayoutLedger(rate: 8000, items: extreme) }
  }

  @Test(arguments: extremes) func legsAndRooms(extreme: Int) {
    let rate = Int32(truncatingIfNeeded: extreme)
    for kind in [LegSettings.Kind.pcm, .discord] {
      var settings = LegSettings(kind)
      settings.echoTail = 128
      #expect(throws: Fault.self) { _ = try Leg(settings, roomRate: rate) }
      for member: WritableKeyPath<LegSettings, Int> in [\.tap, \.queue, \.speakers] {
        var settings = LegSettings(kind)
        settings[keyPath: member] = extreme
        #expect(throws: Fault.self) { _ = try Leg(settings, roomRate: 8000) }
      }
    }
    for member: WritableKeyPath<ReceiverSettings, Int> in [
      \.minDelay, \.maxDelay, \.packetFrames, \.channels,
    ]
    where extreme != 0 {
      var settings = ReceiverSettings(coding: .plain(.mulaw), transport: .stream)
      settings[keyPath: member] = extreme
      #expect(throws: Fault.self) { _ = try Receiver(settings) }
    }
    #expect(throws: Fault.self) { _ = try Room(RoomSettings(sampleRate: rate)) }
    #expect(throws: Fault.self) { _ = try Room(RoomSettings(capacity: extreme)) }
  }
}
