internal import PatchBase

/// Transcript hashes (RFC 9420 section 8.2).
enum Transcript {
  /// After a commit: `content` is its wire format, framed content and signature, as they follow each other in a message.
  static func confirmed(_ interim: Digest?, _ content: Span<UInt8>) -> Digest {
    var hash = SHA256()
    if let interim { hash.update(interim.span) }
    hash.update(content)
    return hash.finish()
  }

  @inline(never)
  static func interim(_ confirmed: Digest?, tag: Span<UInt8>) -> Digest {
    var hash = SHA256()
    if let confirmed { hash.update(confirmed.span) }
    hash.vector(tag)
    return hash.finish()
  }
}
