public import PatchBase

/// A PublicMessage in its MLSMessage (RFC 9420 section 6); ranges are of the bytes it was read from.
struct PublicMessage {
  enum Sender: Equatable {
    case member(Int)
    case external(Int)
  }

  let group: Range<Int>
  let epoch: UInt64
  let sender: Sender
  /// What the proposal or the commit fills.
  let content: Range<Int>
  let proposal: Proposal?
  let commit: Commit?
  let signature: Range<Int>
  /// A commit's; empty for a proposal.
  let confirmationTag: Range<Int>
  /// A member's; empty otherwise.
  let membershipTag: Range<Int>
  /// Where the signature's vector begins and where it ends, where the last tag but the membership's ends, and where the
  /// message ends.
  let signedEnd: Int
  let signatureEnd: Int
  let authenticatedEnd: Int
  let end: Int

  /// Reads the message at the start of `bytes`, which may go on after it.
  static func read(_ bytes: Span<UInt8>) throws(Fault) -> PublicMessage {
    var reader = ByteReader(bytes)
    guard try reader.number(2) == 1, try reader.number(2) == 1 else { throw .mls(.version) }
    let group = try reader.vector()
    let epoch = try reader.number(8)
    let type = UInt8(try reader.number(1))
    guard type == 1 || type == 2 else { throw .mls(.sender) }
    let index = Int(try reader.number(4))
    _ = try reader.vector()  // what the application adds to the signature: nothing to us
    let kind = UInt8(try reader.number(1))
    let start = reader.offset
    var proposal: Proposal?
    var commit: Commit?
    switch kind {
    case 2: proposal = try Proposal.read(&reader)
    case 3: commit = try Commit.read(&reader)
    default: throw .mls(.version)
    }
    let signedEnd = reader.offset
    let signature = try reader.vector()
    let signatureEnd = reader.offset
    let confirmationTag = commit == nil ? 0..<0 : try reader.vector(of: 32)
    let authenticatedEnd = reader.offset
    let membershipTag = type == 1 ? try reader.vector(of: 32) : 0..<0
    return PublicMessage(
      group: group, epoch: epoch, sender: type == 1 ? .member(index) : .external(index), content: start..<signedEnd,
      proposal: proposal, commit: commit, signature: signature, confirmationTag: confirmationTag,
      membershipTag: membershipTag, signedEnd: signedEnd, signatureEnd: signatureEnd,
      authenticatedEnd: authenticatedEnd, end: reader.offset)
  }

  /// FramedContentTBS, hashed for the signature. `context` is empty for one who is not a member.
  static func hash(_ signed: Span<UInt8>, _ context: Span<UInt8>) -> Digest {
    var hash = SHA256.signed("FramedContentTBS", count: signed.count + context.count)
    hash.update(signed)
    hash.update(context)
    return hash.finish()
  }

  /// The membership tag of what is signed and the tags after it.
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
    SHA256.reference("Proposal Reference", bytes.window(2..<authenticatedEnd))
  }
}

/// What can be said of a message before a group looks at it.
public enum MLSMessage {
  /// How many bytes of `bytes` the message at their start has, by its structure alone: to step over it.
  public static func count(_ bytes: Span<UInt8>) throws(Fault) -> Int { try PublicMessage.read(bytes).end }
}

extension HMAC {
  mutating func digest() -> Digest {
    var digest = Digest()
    var out = digest.mutableSpan
    finish(into: &out)
    return digest
  }
}
