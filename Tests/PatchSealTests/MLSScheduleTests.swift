import PatchBase
import Testing

@testable import PatchSeal

@Suite struct MLSScheduleTests {
  struct Schedule: Decodable {
    struct Exporter: Decodable { var label: String, context: Hex, length: Int, secret: Hex }
    struct Epoch: Decodable {
      var commit_secret: Hex, confirmation_key: Hex, confirmed_transcript_hash: Hex, encryption_secret: Hex
      var epoch_authenticator: Hex, exporter: Exporter, exporter_secret: Hex, external_pub: Hex, external_secret: Hex
      var group_context: Hex, init_secret: Hex, joiner_secret: Hex, membership_key: Hex, psk_secret: Hex
      var resumption_psk: Hex, sender_data_secret: Hex, tree_hash: Hex, welcome_secret: Hex
    }
    var cipher_suite: Int, group_id: Hex, initial_init_secret: Hex, epochs: [Epoch]
  }

  @Test(.enabled(if: Shared.isThere, Shared.missing)) func keySchedule() throws {
    let all = try Shared.decode("mls/key-schedule.json", as: [Schedule].self).filter { $0.cipher_suite == 2 }
    try #require(all.count == 1)
    var suite = try CipherSuite()
    for schedule in all {
      var initial = schedule.initial_init_secret.bytes
      for (number, e) in schedule.epochs.enumerated() {
        let context = try GroupContext.make(
          group: schedule.group_id.bytes.span, epoch: UInt64(number), treeHash: Digest(e.tree_hash.bytes.span),
          confirmed: Digest(e.confirmed_transcript_hash.bytes.span), extensions: Span())
        #expect(context.array == e.group_context.bytes)
        let own = try EpochSecrets.after(initial, commit: e.commit_secret.bytes, context.bytes)
        #expect(own.array[5] == e.joiner_secret.bytes)
        // The vector mixes a pre-shared secret in, which a call never has.
        let member = filled(32) { HKDF.extract(salt: e.joiner_secret.bytes.span, e.psk_secret.bytes.span, into: &$0) }
        #expect(HKDF.derive(member, "welcome") == e.welcome_secret.bytes)
        let epoch = HKDF.derive(member, "epoch", context.array)
        let secrets = try EpochSecrets.of(epoch)
        #expect(
          Array(secrets.array[..<5]) == [
            e.init_secret.bytes, e.confirmation_key.bytes, e.membership_key.bytes, e.exporter_secret.bytes,
            e.epoch_authenticator.bytes,
          ])
        let external = HKDF.derive(epoch, "external")
        #expect(external == e.external_secret.bytes)
        try suite.derivePair(external.span)
        #expect(suite.vault.publicKey.array == e.external_pub.bytes)
        let exported = filled(e.exporter.length) {
          secrets.export(Array(e.exporter.label.utf8).span, context: e.exporter.context.bytes.span, into: &$0)
        }
        #expect(exported == e.exporter.secret.bytes)
        initial = e.init_secret.bytes
      }
    }
  }

  struct Hashes: Decodable {
    var cipher_suite: Int, confirmation_key: Hex, authenticated_content: Hex
    var interim_transcript_hash_before: Hex, confirmed_transcript_hash_after: Hex, interim_transcript_hash_after: Hex
  }

  @Test(.enabled(if: Shared.isThere, Shared.missing)) func transcriptHashes() throws {
    let all = try Shared.decode("mls/transcript-hashes.json", as: [Hashes].self).filter { $0.cipher_suite == 2 }
    try #require(all.count == 1)
    let h = all[0]
    // An AuthenticatedContent ends with the confirmation tag, a vector of 32 bytes.
    let content = h.authenticated_content.bytes
    let tag = Array(content.suffix(32))
    let before = try Digest(h.interim_transcript_hash_before.bytes.span)
    let signed = Array(content.dropLast(33))
    let confirmed = Transcript.confirmed(before, signed.span)
    #expect(confirmed.array == h.confirmed_transcript_hash_after.bytes)
    #expect(Transcript.interim(confirmed, tag: tag.span).array == h.interim_transcript_hash_after.bytes)
    var code = HMAC(key: h.confirmation_key.bytes.span)
    code.update(confirmed.span)
    #expect(code.digest().array == tag)
  }
}
