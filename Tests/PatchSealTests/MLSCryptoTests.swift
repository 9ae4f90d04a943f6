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
    #expect(try HKDF.derive(d.secret.bytes.span, label: "DeriveSecret").array == d.out.bytes)
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
    try suite.verify(s.signature.bytes.span, signed(s.content.bytes), by: signer.publicKey.span)
    var own = [UInt8](repeating: 0, count: 72)
    var room = own.mutableSpan
    let length = try suite.curve.sign(signed(s.content.bytes), signer, into: &room)
    own.removeSubrange(length...)
    let good = signed(s.content.bytes), bad = signed(s.content.bytes + [0])
    try suite.verify(own.span, good, by: signer.publicKey.span)
    do throws(Fault) {
      try suite.verify(own.span, bad, by: signer.publicKey.span)
      Issue.record("a signature of something else")
    } catch {
      #expect(error.mlsCause == .signature)
    }

    let c = b.encrypt_with_label
    let receiver = try KeyPair.of(c.priv.bytes.span, suite)
    #expect(receiver.publicKey.array == c.pub.bytes)
    let info = try HPKEInfo(label: "EncryptWithLabel", c.context.bytes.span)
    let sent = try PublicKey(c.kem_output.bytes)
    let opened = try suite.open(c.ciphertext.bytes.span, sent: sent.span, by: receiver, info)
    #expect(opened.array == c.plaintext.bytes)
    var out = try ByteBuffer()
    try suite.seal(c.plaintext.bytes.span, to: receiver.publicKey.span, info, from: &source, into: &out)
    var reader = ByteReader(out.span)
    let key = try reader.publicKey()
    let again = try suite.open(out.span.window(try reader.vector()), sent: out.span.window(key), by: receiver, info)
    #expect(again.array == c.plaintext.bytes)
    try reader.end()
    let other = try HPKEInfo(label: "EncryptWithLabe", c.context.bytes.span)
    do throws(Fault) {
      _ = try suite.open(c.ciphertext.bytes.span, sent: sent.span, by: receiver, other)
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
      let receiver = try suite.derivePair(Secret.copying(v.ikmR.bytes.span)),
        ephemeral = try suite.derivePair(Secret.copying(v.ikmE.bytes.span))
      #expect(receiver.privateKey.array == v.skRm.bytes && receiver.publicKey.array == v.pkRm.bytes)
      #expect(ephemeral.privateKey.array == v.skEm.bytes && ephemeral.publicKey.array == v.enc.bytes)
      let sender = try suite.encapsulate(to: receiver.publicKey.span, ephemeral)
      let shared = try suite.decapsulate(ephemeral.publicKey.span, by: receiver)
      #expect(sender.array == v.shared_secret.bytes && shared.array == v.shared_secret.bytes)
      let nonce = try suite.schedule(shared, HPKEInfo(v.info.bytes.span)).array
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
      refusal { () throws(Fault) in _ = try suite.curve.agree(pair.privateKey.span, with: point.span) } == .malformed)
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
      let left = try suite.curve.agree(a.privateKey.span, with: b.publicKey.span).array
      #expect(try left == suite.curve.agree(b.privateKey.span, with: a.publicKey.span).array)
      if left[0] == 0 { zeros += 1 }
    }
    #expect(zeros > 0)
  }
}
