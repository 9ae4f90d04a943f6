internal import PatchBase

/// Who, beside the members, may propose (RFC 9420 section 12.1.8.1): Discord's gateway, as its op 25 names it.
struct ExternalSender {
  let key: PublicKey

  @_lifetime(reader: copy reader)
  private init(_ reader: inout ByteReader) throws(Fault) {
    key = try PublicKey(reader.bytes.window(try reader.publicKey()))
    guard try reader.number(2) == 1 else { throw .mls(.credential) }
    _ = try reader.vector()
  }

  /// One that fills `bytes`, with a key on the curve.
  static func read(_ bytes: Span<UInt8>, _ suite: borrowing CipherSuite) throws(Fault) -> ExternalSender {
    var reader = ByteReader(bytes)
    let sender = try ExternalSender(&reader)
    try reader.end()
    try suite.curve.check(sender.key.span)
    return sender
  }

  /// The sender of that index in a group's extensions.
  static func find(_ index: Int, in context: borrowing GroupContext) throws(Fault) -> ExternalSender {
    var extensions = ByteReader(context.bytes, in: context.extensions)
    while extensions.remaining > 0 {
      let type = try extensions.number(2)
      var content = try extensions.inside()
      guard type == 5 else { continue }
      var senders = try content.inside()
      var place = 0
      while senders.remaining > 0 {
        let sender = try ExternalSender(&senders)
        if place == index { return sender }
        place += 1
      }
    }
    throw .mls(.sender)
  }
}
