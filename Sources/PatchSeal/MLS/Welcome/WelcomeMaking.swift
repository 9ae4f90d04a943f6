internal import PatchBase

extension Epoch {
  /// Appends the Welcome (RFC 9420 section 12.4.3.1) for those that a commit of ours into this epoch adds.
  func welcome(
    _ proposals: borrowing ProposalCache, _ added: LeafSet, _ tag: Digest, _ path: borrowing PathMaking?,
    _ signing: borrowing KeyPair, _ suite: inout CipherSuite,
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
    let sealed = try WelcomeKey.seal(information.span, secrets, &suite)
    try welcome(proposals, added, path, sealed, &suite, from: &source, into: &out)
  }

  /// Appends the Welcome with its sealed information, which is a vector.
  private func welcome(
    _ proposals: borrowing ProposalCache, _ added: LeafSet, _ path: borrowing PathMaking?,
    _ sealed: borrowing ByteBuffer,
    _ suite: inout CipherSuite, from source: inout KeySource, into out: inout ByteBuffer
  ) throws(Fault) {
    var reader = ByteReader(sealed.span)
    let info = try HPKEInfo(label: "Welcome", sealed.span.window(try reader.vector()))
    out.big(CipherSuite.number, 2)
    let start = out.count
    var words = try ByteBuffer(room: 128)
    var leaf = 0
    var place = 0
    for _ in 0..<proposals.count {
      if case .add(let package) = try proposals.proposal(place) {
        while !added.contains(leaf) { leaf += 1 }
        words.clear()
        words.vector(secrets.joiner)
        try words.pathSecret(path, TreeMath.meeting(leaf, keys.place))
        words.vector(Span())  // no pre-shared keys
        out.vector(package.reference(proposals.bytes).span)
        try suite.seal(words.span, to: proposals.bytes.window(package.initKey), info, from: &source, into: &out)
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
  static func take(_ secrets: borrowing EpochSecrets, _ suite: inout CipherSuite) throws(Fault) -> Secret {
    try take(secret: try HKDF.derive(secrets.member, label: "welcome"), &suite)
  }

  private static func take(secret: borrowing Secret, _ suite: inout CipherSuite) throws(Fault) -> Secret {
    try suite.cipher.setKey(try HKDF.expanded(secret.span, "key", Span(), 16))
    return try HKDF.expanded(secret.span, "nonce", Span(), AESGCM.nonceCount)
  }

  /// The information sealed, as a vector.
  static func seal(_ text: Span<UInt8>, _ secrets: borrowing EpochSecrets, _ suite: inout CipherSuite) throws(Fault)
    -> ByteBuffer
  {
    let nonce = try take(secrets, &suite)
    var out = try ByteBuffer(room: text.count + 32)
    try out.sealed(text, &suite.cipher, nonce: nonce)
    return out
  }
}
