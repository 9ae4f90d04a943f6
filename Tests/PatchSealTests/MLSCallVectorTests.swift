import Foundation
import PatchBase
import Testing

@testable import PatchSeal

/// A call that another implementation made (`Tests/Vectors/mls`): needs nothing beside the project.
@Suite struct MLSCallVectorTests {
  struct Told: Decodable {
    var epoch: UInt64, context: Hex, authenticator: Hex, sender_secrets: [String: Hex]
    var proposal: Hex?, commit: Hex?
  }
  struct Call: Decodable {
    var channel: String, user: String, external_sender: Hex, key_package: Hex
    var init_private: Hex, leaf_private: Hex, signature_private: Hex, welcome: Hex
    var joined: Told, epochs: [Told]
  }

  static func load() throws -> Call {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try JSONDecoder().decode(
      Call.self, from: Data(contentsOf: tests.appendingPathComponent("Vectors/mls/call.json")))
  }

  private func joined(_ v: Call) throws -> MLSGroup {
    let package = try OwnKeyPackage.of(
      v.key_package.bytes.span, initKey: v.init_private.bytes.span, leafKey: v.leaf_private.bytes.span,
      signatureKey: v.signature_private.bytes.span, CipherSuite())
    return try MLSGroup.joined(v.welcome.bytes, UInt64(v.channel)!, v.external_sender.bytes, package)
  }

  private func compare(_ group: borrowing MLSGroup, _ told: Told) throws {
    #expect(group.epoch == told.epoch && group.memberCount == told.sender_secrets.count)
    #expect(group.current.context.array == told.context.bytes)
    #expect(try group.epochAuthenticator().array == told.authenticator.bytes)
    let label: StaticString = "Discord Secure Frames v0"
    for (user, secret) in told.sender_secrets {
      let context = Array(big(UInt64(user)!, 8).reversed())
      let base = try filled(16) { try group.export(label: label.bytes, context: context.span, into: &$0) }
      #expect(base == secret.bytes)
    }
  }

  @Test func follows() throws {
    let v = try MLSCallVectorTests.load()
    var group = try joined(v)
    #expect(group.ownLeaf == 1 && group.user(at: 1) == UInt64(v.user)!)
    try compare(group, v.joined)
    for told in v.epochs {
      try group.accept(told.proposal!.bytes)
      #expect(try group.processed(told.commit!.bytes) == .foreign(0))
      try compare(group, told)
    }
  }

  /// Not one bit of it may be another.
  @Test func refusesWhatIsSpoilt() throws {
    let v = try MLSCallVectorTests.load()
    for place in stride(from: 0, to: v.welcome.bytes.count, by: 61) {
      var spoilt = v
      var bytes = v.welcome.bytes
      bytes[place] ^= 1
      spoilt.welcome = Hex(text(bytes))
      // What is for the others is nothing to us.
      guard let group = try? joined(spoilt) else { continue }
      #expect(group.epoch == 1 && place < 700, "byte \(place)")
    }
    var group = try joined(v)
    let told = v.epochs[0]
    try group.accept(told.proposal!.bytes)
    for place in stride(from: 0, to: told.commit!.bytes.count, by: 7) {
      var bytes = told.commit!.bytes
      bytes[place] ^= 0x40
      #expect(throws: Fault.self) { _ = try group.processed(bytes) }
    }
    #expect(try group.processed(told.commit!.bytes) == .foreign(0))
    try compare(group, told)
  }
}
