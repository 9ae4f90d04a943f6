import PatchBase
import PatchSeal
import Testing

/// The primitives against the vectors of their standards.
@Suite struct SymmetricTests {
  @Test func hashes() {
    #expect(
      text(SHA256.hash(Array("abc".utf8).span).span.array)
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      text(SHA256.hash(Span()).span.array) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    var pieces = SHA256()
    for byte in "abc".utf8 { pieces.update([byte].span) }
    #expect(pieces.finish() == SHA256.hash(Array("abc".utf8).span))
    pieces.update(Array("abc".utf8).span)
    #expect(pieces.finish() == SHA256.hash(Array("abc".utf8).span), "a finished hash begins anew")
  }

  @Test func authenticates() {
    // RFC 4231, cases 1, 2 and 6.
    let key = [UInt8](repeating: 0x0B, count: 20)
    let one = filled(32) { HMAC.code(key: key.span, Array("Hi There".utf8).span, into: &$0) }
    #expect(text(one) == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
    let two = filled(32) {
      HMAC.code(key: Array("Jefe".utf8).span, Array("what do ya want for nothing?".utf8).span, into: &$0)
    }
    #expect(text(two) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    let long = [UInt8](repeating: 0xAA, count: 131)
    let six = filled(32) {
      HMAC.code(key: long.span, Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8).span, into: &$0)
    }
    #expect(text(six) == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }

  @Test func expands() {
    // RFC 5869, cases 1 and 3.
    let input = [UInt8](repeating: 0x0B, count: 22)
    let key = filled(32) { HKDF.extract(salt: Array(0...12).span, input.span, into: &$0) }
    #expect(text(key) == "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5")
    let out = filled(42) { HKDF.expand(key.span, info: Array(0xF0...0xF9).span, into: &$0) }
    #expect(
      text(out) == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")
    let bare = filled(32) { HKDF.extract(salt: Span(), input.span, into: &$0) }
    let rest = filled(42) { HKDF.expand(bare.span, info: Span(), into: &$0) }
    #expect(
      text(rest) == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")
  }

  @Test(.enabled(if: Shared.isThere, Shared.missing)) func labels() throws {
    struct Basics: Decodable {
      struct Derivation: Decodable {
        var label: String
        var secret: Hex
        var out: Hex
        var context: Hex?
        var generation: UInt32?
        var length: Int?
      }
      var derive_secret: Derivation
      var derive_tree_secret: Derivation
      var expand_with_label: Derivation
    }
    for basics in try Shared.decode("mls/cs2/crypto-basics.json", as: [Basics].self) {
      let expand = basics.expand_with_label
      let context = expand.context?.bytes ?? []
      let out = filled(expand.length ?? 0) {
        HKDF.expand(expand.secret.bytes.span, label: Array(expand.label.utf8).span, context: context.span, into: &$0)
      }
      #expect(out == expand.out.bytes)
      let derive = HKDF.derive(basics.derive_secret.secret.bytes, "DeriveSecret")
      #expect(derive == basics.derive_secret.out.bytes)
      let tree = basics.derive_tree_secret
      let leaf = filled(tree.length ?? 0) {
        HKDF.expand(
          tree.secret.bytes.span, label: "DeriveTreeSecret", generation: tree.generation ?? 0, into: &$0)
      }
      #expect(leaf == tree.out.bytes)
    }
  }

  @Test func sealsWithAES() throws {
    // NIST's GCM cases 2 and 14, and case 4 with additional data.
    var cipher = try AESGCM.keyed([UInt8](repeating: 0, count: 16).span)
    let nonce = [UInt8](repeating: 0, count: 12)
    var bytes = [UInt8](repeating: 0, count: 16), tag = bytes
    func seal(_ cipher: inout AESGCM, _ nonce: [UInt8], _ additional: [UInt8] = []) throws {
      var room = bytes.mutableSpan
      var end = tag.mutableSpan
      try cipher.seal(&room, nonce: nonce.span, additional: additional.span, tag: &end)
    }
    try seal(&cipher, nonce)
    #expect(text(bytes) == "0388dace60b6a392f328c2b971b2fe78")
    #expect(text(tag) == "ab6e47d42cec13bdf53a67b21257bddf")
    var wide = try AESGCM.keyed([UInt8](repeating: 0, count: 32).span)
    bytes = [UInt8](repeating: 0, count: 16)
    try seal(&wide, nonce)
    #expect(text(bytes) == "cea7403d4d606b6e074ec5d3baf39d18")
    #expect(text(tag) == "d0d1c8a799996bf0265b98b5d48ab919")
    // Another key in the same context.
    try cipher.setKey(hex("feffe9928665731c6d6a8f9467308308").span)
    bytes = hex(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    try seal(&cipher, hex("cafebabefacedbaddecaf888"), hex("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
    #expect(
      text(bytes)
        == "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
    )
    #expect(text(tag) == "5bc94fbc3221a5db94fae95ae7121a47")
  }

  @Test(arguments: [8, 12, 16]) func opensWhatItSealed(_ tagCount: Int) throws {
    var random = Seeded(1)
    var cipher = try AESGCM.keyed(random.bytes(16).span)
    for count in [0, 1, 15, 16, 17, 160, 1200] {
      let plain = random.bytes(count), additional = random.bytes(count % 40), nonce = random.bytes(12)
      var bytes = plain, tag = [UInt8](repeating: 0, count: tagCount)
      var room = bytes.mutableSpan
      var end = tag.mutableSpan
      try cipher.seal(&room, nonce: nonce.span, additional: additional.span, tag: &end)
      let sealed = bytes
      // In pieces it is the same.
      try cipher.begin(sealing: false, nonce: nonce.span)
      for byte in additional { try cipher.authenticate([byte].span) }
      let opened = try filled(count) {
        var first = $0.window(0..<count / 3)
        try cipher.update(sealed.span.window(0..<count / 3), into: &first)
        first = $0.window(count / 3..<count)
        try cipher.update(sealed.span.window(count / 3..<count), into: &first)
      }
      try cipher.verify(tag: tag.span)
      #expect(opened == plain)
      tag[tagCount - 1] ^= 1
      #expect(throws: Fault.auth) {
        try cipher.begin(sealing: false, nonce: nonce.span)
        try cipher.verify(tag: tag.span)
      }
      // As a packet it is the same, too, and nothing of one that does not fit is left.
      let header = additional.count, tail = additional.count + count
      var packet = additional + plain + [UInt8](repeating: 0, count: 16)
      room = packet.mutableSpan
      try cipher.run(sealing: true, packet: &room, header: header, body: header..<tail, nonce: nonce.span)
      #expect(
        Array(packet[header..<tail]) == sealed && packet[tail..<tail + tagCount - 1].elementsEqual(tag.dropLast()))
      let whole = packet
      packet[tail] ^= 1
      #expect(throws: Fault.auth) {
        var room = packet.mutableSpan
        try cipher.run(sealing: false, packet: &room, header: header, body: header..<tail, nonce: nonce.span)
      }
      #expect(packet[header..<tail].allSatisfy { $0 == 0 })
      packet = whole
      room = packet.mutableSpan
      try cipher.run(sealing: false, packet: &room, header: header, body: header..<tail, nonce: nonce.span)
      #expect(Array(packet[header..<tail]) == plain)
    }
  }

  @Test func sealsWithXChaCha() throws {
    // draft-irtf-cfrg-xchacha-03, A.3.1.
    let message =
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it."
    let nonce = Array(UInt8(0x40)...0x57), additional = hex("50515253c0c1c2c3c4c5c6c7")
    let end = 12 + message.utf8.count
    var packet = additional + Array(message.utf8) + [UInt8](repeating: 0, count: 16)
    var cipher = try XChaCha20Poly1305(key: Array(UInt8(0x80)...0x9F).span)
    var room = packet.mutableSpan
    try cipher.run(sealing: true, packet: &room, header: 12, body: 12..<end, nonce: nonce.span)
    #expect(Array(packet[..<12]) == additional)
    #expect(text(packet[12..<28]) == "bd6d179d3e83d43b9576579493c0e939")
    #expect(text(packet[end...]) == "c0875924c1c7987947deafd8780acf49")
    let sealed = packet
    packet[end] ^= 1
    #expect(throws: Fault.auth) {
      var room = packet.mutableSpan
      try cipher.run(sealing: false, packet: &room, header: 12, body: 12..<end, nonce: nonce.span)
    }
    #expect(packet[12..<end].allSatisfy { $0 == 0 })
    packet = sealed
    room = packet.mutableSpan
    try cipher.run(sealing: false, packet: &room, header: 12, body: 12..<end, nonce: nonce.span)
    #expect(Array(packet[12..<end]) == Array(message.utf8))
  }

  @Test func refusesWhatHasTheWrongLength() throws {
    #expect(throws: Fault.argument) { _ = try AESGCM(keyCount: 24) }
    #expect(throws: Fault.argument) { _ = try XChaCha20Poly1305(key: [UInt8](repeating: 0, count: 31).span) }
    var cipher = try AESGCM(keyCount: 16)
    #expect(throws: Fault.argument) { try cipher.setKey([UInt8](repeating: 0, count: 32).span) }
    #expect(throws: Fault.argument) { try cipher.begin(sealing: true, nonce: [1].span) }
    #expect(throws: Fault.malformed) { _ = try Digest([1, 2, 3].span) }
  }

  @Test func secretsAreTheirOwn() throws {
    var secret = try Secret.copying([1, 2, 3].span)
    let copy = try secret.copy()
    secret.wipe()
    #expect(secret.span.array == [0, 0, 0])
    #expect(copy.span.array == [1, 2, 3])
    func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool { ConstantTime.equal(left.span, right.span) }
    #expect(equal([1, 2, 3], [1, 2, 3]))
    #expect(!equal([1, 2, 3], [1, 2, 4]))
    #expect(!equal([1, 2, 3], [1, 2]))
    #expect(equal([], []))
  }
}
