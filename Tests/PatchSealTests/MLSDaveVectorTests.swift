import PatchBase
import Testing

@testable import PatchSeal

/// What real gateways and both reference libraries sent.
@Suite struct MLSDaveVectorTests {
  struct Captured: Decodable {
    var channel_id: String, added_user_id: String, my_user_id: String
    var op25_external_sender: Hex, op27_append_after_operation_byte: Hex, op27_revoke_after_operation_byte: Hex
    var proposal_ref: Hex, key_package: Hex
  }

  @Test(.enabled(if: Shared.isThere, Shared.missing)) func captured() throws {
    let v = try Shared.decode("dave/captured_and_upstream.json", as: Captured.self)
    let suite = try CipherSuite()
    var source = KeySource.seeded(5)
    let package = try OwnKeyPackage.make(
      user: UInt64(v.my_user_id)!, signing: KeyPair.generate(suite, from: &source), suite: suite, from: &source)
    var group = try MLSGroup.create(
      id: UInt64(v.channel_id)!, externalSender: v.op25_external_sender.bytes.span, package: package, from: &source)
    let messages = try proposals(v.op27_append_after_operation_byte.bytes)
    #expect(messages.count == 1)
    let checked = try group.checked(messages[0])
    #expect(checked.kind == .add && checked.user == UInt64(v.added_user_id)!)
    #expect(checked.reference.array == v.proposal_ref.bytes)
    let message = messages[0]
    try group.take(checked, message.span)
    try group.commit(from: &source)
    #expect(group.pendingCommitCount > 0 && group.pendingWelcome.count > 300)
    var reader = MLSReader(v.op27_revoke_after_operation_byte.bytes.span)
    _ = reader.enter()
    let range = reader.vector()
    let reference = Array(v.op27_revoke_after_operation_byte.bytes[range])
    let known = group.revoked(reference), again = group.revoked(reference), left = group.proposalCount
    #expect(known && !again && left == 0)
    #expect(cause { try group.commit(from: &source) } == .nothingToCommit)
    for place in stride(from: 0, to: messages[0].count, by: 7) {
      var changed = messages[0]
      changed[place] ^= 0x10
      #expect(throws: Fault.self) { _ = try group.checked(changed) }
    }
  }

  struct Golden: Decodable {
    struct Sender: Decodable { var leaf: Int, base_secret: Hex }
    struct Dump: Decodable {
      var step: String, epoch: UInt64?, own_leaf: Int?, own: Bool?
      var key_package: Hex?, ref: Hex?, signature_private: Hex?, init_private: Hex?, leaf_private: Hex?
      var welcome: Hex?, commit: Hex?, commit_secret: Hex?, group_context: Hex?, tree: Hex?, tree_hash: Hex?
      var confirmed_transcript_hash: Hex?, interim_transcript_hash: Hex?, joiner_secret: Hex?, member_intermediate: Hex?
      var welcome_secret: Hex?, epoch_secret: Hex?, sender_data_secret: Hex?, encryption_secret: Hex?
      var exporter_secret: Hex?, external_secret: Hex?, confirmation_key: Hex?, membership_key: Hex?,
        resumption_psk: Hex?
      var epoch_authenticator: Hex?, init_secret: Hex?, private_keys: [String: Hex]?, senders: [String: Sender]?
    }
    struct Wire: Decodable {
      var group: String, epoch_before: UInt64, proposals: Hex, commit_welcome: Hex, winner: String
    }
    var group_id: String, external_sender_package: Hex, external_sender_private: Hex
    var dumps: [Dump], dumps_created_group: [Dump], wire: [Wire], key_packages: [String: Hex]
  }

  @Test(.enabled(if: Shared.isThere, Shared.missing)) func golden() throws {
    let v = try Shared.decode("dave/dave_golden.json", as: Golden.self)
    let suite = try CipherSuite()
    let first = v.dumps[0]
    let package = try OwnKeyPackage.of(
      first.key_package!.bytes.span, initKey: first.init_private!.bytes.span, leafKey: first.leaf_private!.bytes.span,
      signatureKey: first.signature_private!.bytes.span, suite)
    #expect(package.reference().array == first.ref!.bytes)
    for (user, bytes) in v.key_packages {
      var reader = MLSReader(bytes.bytes.span)
      var read = KeyPackage()
      read.read(&reader)
      try reader.finish()
      try read.verify(bytes.bytes.span, suite)
      #expect(try read.leaf.user(bytes.bytes.span) == UInt64(user)!)
    }
    let joined = v.dumps[1]
    var group = try MLSGroup.join(
      welcome: joined.welcome!.bytes.span, id: UInt64(v.group_id)!,
      externalSender: v.external_sender_package.bytes.span,
      package: package)
    try compare(group, joined, previous: nil)

    for dump in v.dumps[2...] {
      let wire = try #require(v.wire.first { $0.group == "main" && $0.epoch_before == dump.epoch! - 1 })
      for message in try proposals(Array(wire.proposals.bytes.dropFirst())) { try group.accept(message) }
      let commit = dump.commit!.bytes
      #expect(Array(wire.commit_welcome.bytes.prefix(commit.count)) == commit)
      let before = group.current.secrets.array
      if dump.own == true {
        #expect(cause { _ = try group.processed(commit) } == .ownCommit)
        group.current = try replayed(group, commit, dump)
        group.proposals.clear()
      } else {
        #expect(try group.processed(commit) != .own)
      }
      #expect(group.current.secrets.array[5...].allSatisfy { $0 == [UInt8](repeating: 0, count: 32) })
      try compare(group, dump, previous: before)
    }
    #expect(group.epoch == 6)
  }

  /// The epoch after a commit of the vector's own member, from the secrets that the vector gives.
  private func replayed(_ group: borrowing MLSGroup, _ commit: [UInt8], _ dump: Golden.Dump) throws -> Epoch {
    let message = try PublicMessage.read(commit.span)
    let suite = try CipherSuite()
    try group.current.verify(message, commit.span, suite)
    var next = try Epoch(leaves: 2 * group.leafCount, MLSLimits())
    try next.copy(group.current)
    try next.apply(commit.span, message.commit, by: group.ownLeaf, group.proposals, MLSLimits())
    if message.commit.hasPath {
      let id = Array(group.current.context.array[group.current.context.group])
      try next.tree.merge(message.commit.path, commit.span, group.ownLeaf, group: id.span, suite)
    }
    next.keys.drop(blanksOf: next.tree)
    for (node, key) in dump.private_keys! {
      let level = TreeMath.level(Int(node)!)
      if level > 0 {
        next.keys.set(level, key.bytes.span)
      } else {
        let pair = try KeyPair.of(key.bytes.span, suite)
        next.keys.setLeaf(pair.store)
      }
    }
    next.secrets.beginPath(dump.commit_secret!.bytes.span)
    try next.advance(after: group.current, commit.span, message)
    return next
  }

  private func compare(_ group: borrowing MLSGroup, _ dump: Golden.Dump, previous: [[UInt8]]?) throws {
    #expect(group.epoch == dump.epoch! && group.ownLeaf == dump.own_leaf!)
    #expect(group.current.context.array == dump.group_context!.bytes)
    #expect(group.current.tree.hash.array == dump.tree_hash!.bytes)
    #expect(group.current.context.confirmed!.array == dump.confirmed_transcript_hash!.bytes)
    #expect(group.current.interim.array == dump.interim_transcript_hash!.bytes)
    var tree = try ByteBuffer()
    tree.tree(group.current.tree)
    #expect(tree.array == dump.tree!.bytes)
    try chain(dump, group.current.context, group.current.secrets.array, previous: previous)
    for (node, key) in dump.private_keys! {
      let place = Int(node)!
      #expect(group.current.secret(TreeMath.level(place)) == key.bytes)
    }
    for (user, sender) in dump.senders! {
      let id = UInt64(user)!
      #expect(group.leaf(of: id) == sender.leaf && group.user(at: sender.leaf) == id)
      let label: StaticString = "Discord Secure Frames v0"
      let context = Array(big(id, 8).reversed())
      let base = try filled(16) { try group.export(label: label.bytes, context: context.span, into: &$0) }
      #expect(base == sender.base_secret.bytes)
    }
    #expect(group.memberCount == dump.senders!.count)
  }

  /// Every secret of the epoch, one from the other.
  private func chain(
    _ dump: Golden.Dump, _ context: borrowing GroupContext, _ kept: [[UInt8]], previous: [[UInt8]]?
  ) throws {
    if let previous {
      let initial = previous[0]
      let made = try EpochSecrets.after(initial, commit: dump.commit_secret!.bytes, context.bytes)
      #expect(made.array[5] == dump.joiner_secret!.bytes)
    }
    let made = try joining(dump.joiner_secret!.bytes, context)
    #expect(made[6] == dump.member_intermediate!.bytes && made[7] == dump.epoch_secret!.bytes)
    #expect(HKDF.derive(made[6], "welcome") == dump.welcome_secret!.bytes)
    let all: [(StaticString, Hex?)] = [
      ("sender data", dump.sender_data_secret), ("encryption", dump.encryption_secret),
      ("exporter", dump.exporter_secret),
      ("external", dump.external_secret), ("confirm", dump.confirmation_key), ("membership", dump.membership_key),
      ("resumption", dump.resumption_psk), ("authentication", dump.epoch_authenticator), ("init", dump.init_secret),
    ]
    for (label, expected) in all {
      #expect(HKDF.derive(made[7], label) == expected!.bytes)
    }
    let own = [
      dump.init_secret!.bytes, dump.confirmation_key!.bytes, dump.membership_key!.bytes, dump.exporter_secret!.bytes,
      dump.epoch_authenticator!.bytes,
    ]
    #expect(Array(kept[..<5]) == own && Array(made[..<5]) == own)
  }

  /// The group that the vector's member made: its secrets, its commit, and what it proposed.
  @Test(.enabled(if: Shared.isThere, Shared.missing)) func created() throws {
    let v = try Shared.decode("dave/dave_golden.json", as: Golden.self)
    let dump = v.dumps_created_group[0]
    let context = try GroupContext.read(dump.group_context!.bytes.span)
    let epoch = try EpochSecrets.of(dump.epoch_secret!.bytes)
    try chain(dump, context, epoch.array, previous: nil)
    let tree = try RatchetTree.read(dump.tree!.bytes.span, MLSLimits())
    #expect(tree.hash.array == dump.tree_hash!.bytes && tree.hash == context.treeHash)
    let commit = dump.commit!.bytes
    let message = try PublicMessage.read(commit.span)
    let confirmed = try Digest(dump.confirmed_transcript_hash!.bytes.span)
    #expect(epoch.confirmationTag(confirmed).array == Array(commit[message.confirmationTag]))
    let wire = try #require(v.wire.first { $0.group != "main" })
    var references: [[UInt8]] = []
    for proposal in try proposals(Array(wire.proposals.bytes.dropFirst())) {
      references.append(try PublicMessage.read(proposal.span).reference(proposal.span).array)
    }
    let named = (0..<message.commit.count).map { Array(commit[message.commit.reference($0)]) }
    #expect(Set(named) == Set(references) && named.count == 2)
  }

  private func joining(_ joiner: [UInt8], _ context: borrowing GroupContext) throws -> [[UInt8]] {
    var made = try EpochSecrets()
    made.join(joiner.span)
    made.begin(context.bytes)
    return made.array
  }

  /// The messages of an op 27's append.
  private func proposals(_ body: [UInt8]) throws -> [[UInt8]] {
    var reader = MLSReader(body.span)
    var rest = Array(body[reader.vector()])
    var messages: [[UInt8]] = []
    while !rest.isEmpty {
      let count = try MLSMessage.count(rest.span)
      messages.append(Array(rest[..<count]))
      rest.removeFirst(count)
    }
    return messages
  }
}
