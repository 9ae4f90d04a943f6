internal import PatchBase

extension Epoch {
  /// Appends the Welcome (RFC 9420 section 12.4.3.1) for those that a commit of ours into this epoch adds.
  func welcome(
    _ proposals: borrowing ProposalCache, _ added: LeafSet, _ joiner: borrowing Secret, _ member: borrowing Secret,
    _ tag: Digest, _ path: borrowing PathMaking?, _ signing: borrowing KeyPair, _ suite: inout CipherSuite,
    from source: inout KeySource, into out: inout ByteBuffer
  ) throws(Fault) {
    var information = try ByteBuffer(room: 1024)
    information.append(context.bytes)
    let extensions = information.count
    information.big(2, 2)
    let content = information.count
    information.tree(tree)
    information.close(content)
    information.close(extensions)
    information.vector(tag.span)
    information.big(UInt64(keys.place), 4)
    try information.sign("GroupInfoTBS", signing, suite)
    try information.check()
    let sealed = try WelcomeKey.seal(information.span, member, &suite)

    let info = try HPKEInfo(
      label: "Welcome", sealed.span.window(VectorHead(information.count + 16).count..<sealed.count))
    out.big(CipherSuite.number, 2)
    let start = out.count
    var secrets = try ByteBuffer(room: 128)
    var leaf = 0
    var place = 0
    for _ in 0..<proposals.count {
      if case .add(let package) = try proposals.proposal(place) {
        while !added.contains(leaf) { leaf += 1 }
        secrets.clear()
        secrets.vector(joiner.span)
        try secrets.pathSecret(path, TreeMath.meeting(leaf, keys.place))
        secrets.vector(Span())  // no pre-shared keys
        out.vector(package.reference(proposals.bytes).span)
        try suite.seal(secrets.span, to: package.initKey, info, from: &source, into: &out)
        leaf += 1
      }
      place = proposals.next(place)
    }
    out.close(start)
    out.append(sealed.span)
  }
}

extension ByteBuffer {
  /// The optional secret of a path at a level.
  fileprivate mutating func pathSecret(_ path: borrowing PathMaking?, _ level: Int) throws(Fault) {
    switch path {
    case .none: byte(0)
    case .some(let path):
      byte(1)
      vector(path.secret(level))
    }
    try check()
  }
}

/// What the group's information in a Welcome is sealed with.
enum WelcomeKey {
  /// Takes the key and returns the nonce.
  static func take(_ member: borrowing Secret, _ suite: inout CipherSuite) throws(Fault) -> Secret {
    let secret = try HKDF.derive(member.span, label: "welcome")
    var key = try Secret(count: 16)
    var out = key.mutableSpan
    HKDF.expand(secret.span, label: "key", context: Span(), into: &out)
    try suite.cipher.setKey(key.span)
    var nonce = try Secret(count: AESGCM.nonceCount)
    out = nonce.mutableSpan
    HKDF.expand(secret.span, label: "nonce", context: Span(), into: &out)
    return nonce
  }

  /// The information sealed, as a vector.
  static func seal(_ text: Span<UInt8>, _ member: borrowing Secret, _ suite: inout CipherSuite) throws(Fault)
    -> ByteBuffer
  {
    let nonce = try take(member, &suite)
    var out = try ByteBuffer(room: text.count + 32)
    try out.sealed(text, &suite.cipher, nonce: nonce.span)
    return out
  }
}
