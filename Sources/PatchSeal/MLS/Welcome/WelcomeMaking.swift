internal import PatchBase

extension Epoch {
  /// Appends the Welcome (RFC 9420 section 12.4.3.1) for those that a commit of ours into this epoch adds.
  mutating func welcome(
    _ proposals: borrowing ProposalCache, _ tag: Digest, _ signing: borrowing Secret, _ suite: inout CipherSuite,
    from source: inout KeySource, into out: inout ByteBuffer
  ) throws(Fault) {
    suite.work.clear()
    suite.work.append(context.bytes)
    let extensions = suite.work.count
    suite.work.big(2, 2)
    let content = suite.work.count
    suite.work.tree(tree)
    suite.work.close(content)
    suite.work.close(extensions)
    suite.work.vector(tag.span)
    suite.work.big(UInt64(keys.place), 4)
    try suite.work.signature(SHA256.signed("GroupInfoTBS", suite.work.span), signing, suite.curve)
    try suite.work.check()
    try secrets.openWelcome(&suite)
    try suite.sealWork()
    let info = HPKEInfo(label: "Welcome", suite.work.span)

    out.big(CipherSuite.number, 2)
    let start = out.count
    var proposal = Proposal()
    var leaf = 0
    var place = 0
    for _ in 0..<proposals.count {
      try proposals.read(place, into: &proposal)
      if proposal.removed < 0 {
        while !added.contains(leaf) { leaf += 1 }
        out.vector(proposal.package.reference(proposals.bytes).span)
        try invite(leaf, proposals.bytes.part(proposal.package.initKey), info, &suite, from: &source, into: &out)
        leaf += 1
      }
      place = proposals.next(place)
    }
    out.close(start)
    out.vector(suite.work.span)
  }

  /// Appends what one who joins is told in secret.
  private mutating func invite(
    _ leaf: Int, _ receiver: Span<UInt8>, _ info: HPKEInfo, _ suite: inout CipherSuite, from source: inout KeySource,
    into out: inout ByteBuffer
  ) throws(Fault) {
    var words = InlineArray<68, UInt8>(repeating: 0)
    var writer = ByteWriter(words.mutableSpan)
    writer.byte(32)
    writer.append(secrets.joiner)
    writer.byte(removals > 0 ? 1 : 0)
    if removals > 0 {
      writer.byte(32)
      writer.append(secrets.path(TreeMath.meeting(leaf, keys.place)))
    }
    writer.byte(0)  // no pre-shared keys
    let count = writer.count
    try suite.seal(words.span.part(0..<count), to: receiver, info, from: &source, into: &out)
    var all = words.mutableSpan
    ConstantTime.wipe(&all)
  }
}
