internal import PatchBase

/// Who, beside the members, may propose (RFC 9420 section 12.1.8.1): Discord's gateway, as its op 25 names it.
enum ExternalSender {
  /// Reads one. Returns where its key stands.
  @_lifetime(reader: copy reader)
  private static func read(_ reader: inout MLSReader) -> Range<Int> {
    let key = reader.publicKey()
    reader.expect(1, 2, .credential)
    _ = reader.vector()
    return key
  }

  /// One fills `bytes`, and its key is on the curve.
  static func check(_ bytes: Span<UInt8>, _ curve: borrowing P256) throws(Fault) {
    var reader = MLSReader(bytes)
    let key = read(&reader)
    try reader.finish()
    try curve.check(bytes.part(key))
  }

  /// The key of the sender of that index in a group's extensions, as a range of the context's bytes.
  static func find(_ index: Int, in context: borrowing GroupContext) throws(Fault) -> Range<Int> {
    var reader = MLSReader(context.bytes, in: context.extensions)
    while reader.hasMore {
      let isSenders = reader.number(2) == 5
      let outer = reader.enter()
      if isSenders {
        let all = reader.enter()
        var place = 0
        while reader.hasMore {
          let key = read(&reader)
          try reader.check()
          if place == index { return key }
          place += 1
        }
        reader.leave(all)
      }
      reader.skip()
      reader.leave(outer)
    }
    try reader.check()
    throw .mls(.sender)
  }
}

extension CipherSuite {
  /// To `work`, the extensions of a group that has the external sender of an op 25.
  @inline(never)
  mutating func writeExtensions(_ sender: Span<UInt8>) throws(Fault) {
    work.clear()
    work.big(5, 2)
    let start = work.count
    work.vector(sender)
    work.close(start)
    try work.check()
  }
}
