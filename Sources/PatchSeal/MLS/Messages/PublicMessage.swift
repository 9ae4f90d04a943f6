public import PatchBase

/// A PublicMessage in its MLSMessage (RFC 9420 section 6); ranges are of the bytes it was read from.
struct PublicMessage {
  private(set) var group = 0..<0
  private(set) var epoch: UInt64 = 0
  /// Whether a member sent it or one of the external senders, and which.
  private(set) var isMember = false
  private(set) var sender = 0
  /// What the proposal or the commit fills.
  private(set) var content = 0..<0
  private(set) var isCommit = false
  private(set) var proposal = Proposal()
  private(set) var commit = Commit()
  private(set) var signature = 0..<0
  /// A commit's; empty for a proposal.
  private(set) var confirmationTag = 0..<0
  /// A member's; empty otherwise.
  private(set) var membershipTag = 0..<0
  /// Where the signature's vector begins and where it ends, where the last tag but the membership's ends, and where the
  /// message ends.
  private(set) var signedEnd = 0
  private(set) var signatureEnd = 0
  private(set) var authenticatedEnd = 0
  private(set) var end = 0

  @inline(never)
  init() {}

  /// Reads the message at the start of `bytes`, which may go on after it.
  @inline(never)
  mutating func read(_ bytes: Span<UInt8>) throws(Fault) {
    var reader = MLSReader(bytes)
    reader.expect(1, 2, .version)
    reader.expect(1, 2, .version)
    group = reader.vector()
    epoch = reader.number(8)
    let type = reader.number(1)
    if type != 1, type != 2 { reader.fail(.sender) }
    isMember = type == 1
    sender = Int(reader.number(4))
    _ = reader.vector()  // what the application adds to the signature: nothing to us
    let kind = reader.number(1)
    let start = reader.offset
    isCommit = kind == 3
    switch kind {
    case 2: proposal.read(&reader)
    case 3: commit.read(&reader)
    default: reader.fail(.version)
    }
    signedEnd = reader.offset
    content = start..<signedEnd
    signature = reader.vector()
    signatureEnd = reader.offset
    if isCommit { confirmationTag = reader.vector(of: 32) }
    authenticatedEnd = reader.offset
    if isMember { membershipTag = reader.vector(of: 32) }
    end = reader.offset
    try reader.check()
  }

  /// FramedContentTBS, hashed for the signature. `context` is empty for one who is not a member.
  @inline(never)
  static func hash(_ signed: Span<UInt8>, _ context: Span<UInt8>) -> Digest {
    var hash = SHA256.signed("FramedContentTBS", count: signed.count + context.count)
    hash.update(signed)
    hash.update(context)
    return hash.finish()
  }

  /// The membership tag of what is signed and the tags after it.
  @inline(never)
  static func membershipTag(
    _ key: Span<UInt8>, signed: Span<UInt8>, _ context: Span<UInt8>, tags: Span<UInt8>
  ) -> Digest {
    var code = HMAC(key: key)
    code.update(signed)
    code.update(context)
    code.update(tags)
    return code.digest()
  }

  /// The name by which commits refer to a proposal: a hash of all that is authenticated.
  func reference(_ bytes: Span<UInt8>) -> Digest {
    SHA256.reference("Proposal Reference", bytes.part(2..<authenticatedEnd))
  }
}

/// What can be said of a message before a group looks at it.
public enum MLSMessage {
  /// How many bytes of `bytes` the message at their start has, by its structure alone: to step over it.
  public static func count(_ bytes: Span<UInt8>) throws(Fault) -> Int {
    var message = PublicMessage()
    try message.read(bytes)
    return message.end
  }
}
