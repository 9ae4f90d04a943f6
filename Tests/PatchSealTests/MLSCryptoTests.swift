import PatchBase
import Testing

@testable import PatchSeal

@Suite struct MLSCryptoTests {
  struct Basics: Decodable {
    struct Reference: Decodable { var label: String, value: Hex, out: Hex }
    struct Expand: Decodable { var secret: Hex, label: String, context: Hex, length: Int, out: Hex }
    struct Derive: Decodable { var secret: Hex, label: String, out: Hex }
    struct DeriveTree: Decodable { var secret: Hex, label: String, generation: UInt32, length: Int, out: Hex }
    struct Sign: Decodable { var priv: Hex, pub: Hex, content: Hex, label: String, signature: Hex }
    struct Encrypt: Decodable {
      var priv: Hex, pub: Hex, label: String, context: Hex, plaintext: Hex, kem_output: Hex, ciphertext: Hex
    }
    var cipher_suite: Int
    var ref_hash: Reference, expand_with_label: Expand, derive_secret: Derive, derive_tree_secret: DeriveTree
    var sign_with_label: Sign, encrypt_with_label: Encrypt
  }

  @Test(.enabled(if: Shared.isThere, Shared.missing)) func basics() throws {
    let all = try Shared.decode("mls/crypto-basics.json", as: [Basics].self).filter { $0.cipher_suite == 2 }
    try #require(all.count == 1)
    let b = all[0]
    var suite = try CipherSuite()
    var source = KeySource.system

    var hash = SHA256()
    hash.vector(Array(b.ref_hash.label.utf8).span)
    hash.vector(b.ref_hash.value.bytes.span)
    #expect(hash.finish().array == b.ref_hash.out.bytes)

    let e = b.expand_with_label
    let expanded = filled(e.length) {
      HKDF.expand(e.secret.bytes.span, label: Array(e.label.utf8).span, context: e.context.bytes.span, into: &$0)
    }
    #expect(expanded == e.out.bytes)
    let d = b.derive_secret
    #expect(HKDF.derive(d.secret.bytes, "DeriveSecret") == d.out.bytes)
    let t = b.derive_tree_secret
    let tree = filled(t.length) {
      HKDF.expand(t.secret.bytes.span, label: "DeriveTreeSecret", generation: t.generation, into: &$0)
    }
    #expect(tree == t.out.bytes)

    let s = b.sign_with_label
    func signed(_ content: [UInt8]) -> Digest {
      var hash = SHA256.signed("SignWithLabel", count: content.count)
      hash.update(content.span)
      return hash.finish()
    }
    let signer = try KeyPair.of(s.priv.bytes.span, suite)
    #expect(signer.publicKey.array == s.pub.bytes)
    try suite.verify(s.signature.bytes.span, signed(s.content.bytes), by: signer.bytes.window(32..<97))
    var own = [UInt8](repeating: 0, count: 72)
    var room = own.mutableSpan
    let length = try suite.curve.sign(signed(s.content.bytes), signer.store, into: &room)
    own.removeSubrange(length...)
    let good = signed(s.content.bytes), bad = signed(s.content.bytes + [0])
    try suite.verify(own.span, good, by: signer.bytes.window(32..<97))
    do throws(Fault) {
      try suite.verify(own.span, bad, by: signer.bytes.window(32..<97))
      Issue.record("a signature of something else")
    } catch {
      #expect(error.mlsCause == .signature)
    }

    let c = b.encrypt_with_label
    let receiver = try KeyPair.of(c.priv.bytes.span, suite)
    #expect(receiver.publicKey.array == c.pub.bytes)
    let info = HPKEInfo(label: "EncryptWithLabel", c.context.bytes.span)
    let opened = try suite.opened(c.ciphertext.bytes, sent: c.kem_output.bytes, by: receiver, info)
    #expect(opened == c.plaintext.bytes)
    var out = try ByteBuffer()
    try suite.seal(c.plaintext.bytes.span, to: receiver.bytes.window(32..<97), info, from: &source, into: &out)
    var reader = MLSReader(out.span)
    let key = out.span.window(reader.publicKey()).array, text = out.span.window(reader.vector()).array
    try reader.finish()
    let again = try suite.opened(text, sent: key, by: receiver, info)
    #expect(again == c.plaintext.bytes)
    let other = HPKEInfo(label: "EncryptWithLabe", c.context.bytes.span)
    do throws(Fault) {
      _ = try suite.opened(c.ciphertext.bytes, sent: c.kem_output.bytes, by: receiver, other)
      Issue.record("opened with another label")
    } catch {
      #expect(error == .auth)
    }
  }

  struct KEM: Decodable {
    struct Encryption: Decodable { var aad: Hex, ct: Hex, nonce: Hex, pt: Hex }
    var mode: Int, kem_id: Int, kdf_id: Int, aead_id: Int
    var info: Hex, ikmR: Hex, ikmE: Hex, skRm: Hex, skEm: Hex, pkRm: Hex, pkEm: Hex, enc: Hex
    var shared_secret: Hex, base_nonce: Hex, encryptions: [Encryption]
  }

  @Test(.enabled(if: Shared.isThere, Shared.missing)) func hpke() throws {
    let all: [KEM] = try Shared.decode("hpke/rfc9180-p256-sha256-aes128gcm-base.json")
    try #require(!all.isEmpty)
    for v in all {
      #expect(v.mode == 0 && v.kem_id == 16 && v.kdf_id == 1 && v.aead_id == 1)
      var suite = try CipherSuite()
      try suite.derivePair(v.ikmE.bytes.span)
      #expect(suite.vault.slot(0).array == v.skEm.bytes && suite.vault.publicKey.array == v.enc.bytes)
      try suite.encapsulate(to: v.pkRm.bytes.span)
      #expect(suite.vault.slot(CipherSuite.Slot.shared).array == v.shared_secret.bytes)
      try suite.derivePair(v.ikmR.bytes.span)
      #expect(suite.vault.slot(0).array == v.skRm.bytes && suite.vault.publicKey.array == v.pkRm.bytes)
      try suite.decapsulate(v.enc.bytes.span)
      #expect(suite.vault.slot(CipherSuite.Slot.shared).array == v.shared_secret.bytes)
      try suite.schedule(HPKEInfo(v.info.bytes.span))
      let nonce = suite.vault.nonce.array
      #expect(nonce == v.base_nonce.bytes)
      for (i, e) in v.encryptions.enumerated() {
        var used = nonce
        used[11] ^= UInt8(i)
        #expect(used == e.nonce.bytes)
        var body = e.pt.bytes
        var tag = [UInt8](repeating: 0, count: 16)
        var bytes = body.mutableSpan, code = tag.mutableSpan
        try suite.cipher.seal(&bytes, nonce: used.span, additional: e.aad.bytes.span, tag: &code)
        #expect(body + tag == e.ct.bytes)
      }
    }
  }

  /// Points off the curve and numbers that are no keys are refused, and nothing is computed with them.
  @Test func badKeys() throws {
    let suite = try CipherSuite()
    var source = KeySource.seeded(1)
    let pair = try KeyPair.generate(suite, from: &source)
    var bytes = pair.publicKey.array
    bytes[64] ^= 1
    let point = bytes, signature: [UInt8] = [0x30]
    #expect(refusal { () throws(Fault) in try suite.curve.check(point.span) } == .malformed)
    #expect(
      refusal { () throws(Fault) in
        var out = Digest()
        try suite.curve.agree(pair.privateKey, with: point.span, into: &out)
      } == .malformed)
    #expect(refusal { () throws(Fault) in try suite.curve.verify(signature.span, Digest(), by: point.span) } == .auth)
    for byte in [UInt8(0), 255] {
      let number = [UInt8](repeating: byte, count: 32)
      #expect(refusal { () throws(Fault) in _ = try KeyPair.of(number.span, suite) } == .argument)
    }
  }

  private func refusal(_ body: () throws(Fault) -> Void) -> Fault? {
    do throws(Fault) {
      try body()
      return nil
    } catch {
      return error
    }
  }

  /// Numbers with fewer bytes than the curve has keep their zeros: about one in 256 has one at its head.
  @Test func bothSidesAgree() throws {
    let suite = try CipherSuite()
    var source = KeySource.seeded(2)
    var zeros = 0
    for _ in 0..<300 {
      let a = try KeyPair.generate(suite, from: &source), b = try KeyPair.generate(suite, from: &source)
      let ours = a.publicKey, theirs = b.publicKey
      var one = Digest(), other = Digest()
      try suite.curve.agree(a.privateKey, with: theirs.span, into: &one)
      try suite.curve.agree(b.privateKey, with: ours.span, into: &other)
      #expect(one == other)
      let left = one.array
      if left[0] == 0 { zeros += 1 }
    }
    #expect(zeros > 0)
  }
}
