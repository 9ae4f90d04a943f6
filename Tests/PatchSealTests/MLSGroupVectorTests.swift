import PatchBase
import Testing

@testable import PatchSeal

/// The standard's groups, as far as they use what a call uses.
@Suite struct MLSGroupVectorTests {
  struct Protection: Decodable {
    var cipher_suite: Int, group_id: Hex, epoch: UInt64, tree_hash: Hex, confirmed_transcript_hash: Hex
    var signature_priv: Hex, signature_pub: Hex, membership_key: Hex
    var proposal: Hex, proposal_pub: Hex, commit: Hex, commit_pub: Hex
  }

  @Test(.enabled(if: Shared.isThere, Shared.missing)) func protection() throws {
    let all = try Shared.decode("mls/message-protection.json", as: [Protection].self).filter { $0.cipher_suite == 2 }
    try #require(all.count == 1)
    let v = all[0]
    let suite = try CipherSuite()
    let context = try GroupContext.make(
      group: v.group_id.bytes.span, epoch: v.epoch, treeHash: Digest(v.tree_hash.bytes.span),
      confirmed: Digest(v.confirmed_transcript_hash.bytes.span), extensions: Span()
    ).array
    let signer = try PublicKey(v.signature_pub.bytes)
    for (bytes, content) in [(v.proposal_pub.bytes, v.proposal.bytes), (v.commit_pub.bytes, v.commit.bytes)] {
      let message: PublicMessage
      do throws(Fault) {
        message = try PublicMessage.read(bytes.span)
      } catch {
        // Their commit carries a proposal, which no commit of a call does.
        #expect(error.mlsCause == .proposalInline || error.mlsCause == .proposalKind)
        continue
      }
      #expect(Array(bytes[message.content]) == content && message.epoch == v.epoch && message.end == bytes.count)
      let signed = Array(bytes[..<message.signedEnd])
      let tags = Array(bytes[message.signedEnd..<message.authenticatedEnd]), signature = Array(bytes[message.signature])
      try suite.verify(signature.span, PublicMessage.hash(signed.span, context.span), by: signer.span)
      let tag = PublicMessage.membershipTag(
        v.membership_key.bytes.span, signed: signed.span, context.span, tags: tags.span)
      #expect(tag.array == Array(bytes[message.membershipTag]))
      let changed = tags.dropLast() + [tags.last! ^ 1]
      let other = PublicMessage.membershipTag(
        v.membership_key.bytes.span, signed: signed.span, context.span, tags: Array(changed).span)
      #expect(other != tag)
    }
  }

  struct Join: Decodable { var cipher_suite: Int, init_priv: Hex, key_package: Hex, signer_pub: Hex, welcome: Hex }

  @Test(.enabled(if: Shared.isThere, Shared.missing)) func welcome() throws {
    let all = try Shared.decode("mls/welcome.json", as: [Join].self).filter { $0.cipher_suite == 2 }
    try #require(all.count == 1)
    let v = all[0]
    var suite = try CipherSuite()
    let package = Array(v.key_package.bytes.dropFirst(4)), message = Array(v.welcome.bytes.dropFirst(4))
    let reference = SHA256.reference("KeyPackage Reference", package.span)
    var welcome = Welcome()
    try welcome.read(message.span, for: reference)
    let sealed = Array(message[welcome.information]), secrets = Array(message[welcome.secrets])
    let opened = try suite.opened(
      secrets, sent: Array(message[welcome.sent]), by: KeyPair.of(v.init_priv.bytes.span, suite),
      HPKEInfo(label: "Welcome", sealed.span))
    var shares = GroupSecrets()
    try shares.read(opened.span)
    var epoch = try EpochSecrets()
    epoch.join(opened.span.window(shares.joiner))
    try epoch.openWelcome(&suite)
    try suite.open(sealed.span)
    let plain = suite.work.array
    var reader = MLSReader(plain.span)
    var context = try GroupContext(), information = GroupInformation()
    try context.copy(&reader)
    try information.read(&reader)
    let hash = SHA256.signed("GroupInfoTBS", plain.span.window(information.signed))
    try suite.verify(plain.span.window(information.signature), hash, by: v.signer_pub.bytes.span)
    epoch.begin(context.bytes)
    #expect(epoch.confirmationTag(context.confirmed).array == Array(plain[information.tag]))
  }

  struct Passive: Decodable {
    struct Shared: Decodable { var psk: Hex }
    struct Epoch: Decodable { var proposals: [Hex], commit: Hex, epoch_authenticator: Hex }
    var cipher_suite: Int, external_psks: [Shared], key_package: Hex, signature_priv: Hex, encryption_priv: Hex,
      init_priv: Hex
    var welcome: Hex, ratchet_tree: Hex?, initial_epoch_authenticator: Hex, epochs: [Epoch]
  }

  /// Joins and follows each group until it does what a call does not. The counts are what can be followed: joins, and
  /// commits after them. (All groups of handling-commit begin with a pre-shared key.)
  @Test(
    .enabled(if: Shared.isThere, Shared.missing),
    arguments: [
      ("passive-client-welcome", 4, 0), ("passive-client-handling-commit", 0, 0), ("interop-passive-commit", 44, 2),
      ("interop-passive-external_proposals", 28, 0), ("interop-passive-welcome_join", 6, 0),
    ])
  func passive(_ name: String, joins: Int, commits: Int) throws {
    var joined = 0, followed = 0
    for v in try Shared.decode("mls/cs2/\(name).json", as: [Passive].self) {
      let suite = try CipherSuite()
      let bytes = Array(v.key_package.bytes.dropFirst(4)), welcome = Array(v.welcome.bytes.dropFirst(4))
      let package = try OwnKeyPackage.of(
        bytes.span, initKey: v.init_priv.bytes.span, leafKey: v.encryption_priv.bytes.span,
        signatureKey: v.signature_priv.bytes.span, suite)
      let tree = v.ratchet_tree?.bytes ?? []
      do throws(Fault) {
        var group = try MLSGroup(MLSTreeTests.limits)
        try group.enter(welcome: welcome.span, tree: tree.span, package: package)
        #expect(try group.epochAuthenticator().array == v.initial_epoch_authenticator.bytes)
        joined += 1
        for e in v.epochs {
          for p in e.proposals {
            let checked = try group.check(proposal: p.bytes.span)
            try group.take(checked, p.bytes.span)
          }
          _ = try group.process(commit: e.commit.bytes.span)
          #expect(try group.epochAuthenticator().array == e.epoch_authenticator.bytes)
          followed += 1
        }
      } catch {
        let known: [MLSCause] = [.proposalInline, .proposalKind, .version, .groupSecrets]
        #expect(known.contains(error.mlsCause), "\(error.mlsCause)")
        if error.mlsCause == .groupSecrets { #expect(!v.external_psks.isEmpty) }
      }
    }
    #expect(joined == joins && followed == commits, "\(name): \(joined) joins, \(followed) commits")
  }
}
