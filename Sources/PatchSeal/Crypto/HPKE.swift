internal import PatchBase

// HPKE (RFC 9180) in base mode: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM.

private let kem: StaticString = "KEM\u{0}\u{10}"
private let hpke: StaticString = "HPKE\u{0}\u{10}\u{0}\u{1}\u{0}\u{1}"
private let version: StaticString = "HPKE-v1"

private func extract(_ suite: StaticString, salt: Span<UInt8>, _ label: StaticString, _ input: Span<UInt8>) -> Digest {
  var code = HMAC(key: salt)
  code.update(version.bytes)
  code.update(suite.bytes)
  code.update(label.bytes)
  code.update(input)
  return code.digest()
}

/// The same where it is secret.
private func extracted(_ suite: StaticString, salt: Span<UInt8>, _ label: StaticString, _ input: Span<UInt8>)
  throws(Fault) -> Secret
{
  var digest = extract(suite, salt: salt, label, input)
  let out = try Secret.copying(digest.span)
  var bytes = digest.mutableSpan
  ConstantTime.wipe(&bytes)
  return out
}

private func expand(
  _ suite: StaticString, _ key: borrowing Secret, _ label: StaticString, _ info: Span<UInt8>, _ count: Int
) throws(Fault) -> Secret {
  var block = InlineArray<32, UInt8>(repeating: 0)
  var all = block.mutableSpan
  var bytes = all.window(0..<count)
  HKDF.expand(key.span, into: &bytes) { code in
    code.update(byte: UInt8(truncatingIfNeeded: count >> 8))
    code.update(byte: UInt8(truncatingIfNeeded: count))
    code.update(version.bytes)
    code.update(suite.bytes)
    code.update(label.bytes)
    code.update(info)
  }
  let out = try Secret.copying(bytes.span)
  ConstantTime.wipe(&bytes)
  return out
}

/// What a message is bound to beside its keys: hashed once for all the receivers of one text.
struct HPKEInfo: BitwiseCopyable {
  /// The key schedule's context: mode 0, the hash of no PSK's name, the hash of the info.
  fileprivate var context = InlineArray<65, UInt8>(repeating: 0)

  init(_ info: Span<UInt8>) {
    let name = extract(hpke, salt: Span(), "psk_id_hash", Span())
    let hash = extract(hpke, salt: Span(), "info_hash", info)
    var target = context.mutableSpan
    var part = target.window(1..<33)
    part.copy(from: name.span)
    part = target.window(33..<65)
    part.copy(from: hash.span)
  }

  /// MLS's EncryptContext.
  init(label: StaticString, _ context: Span<UInt8>) throws(Fault) {
    var info = try ByteBuffer(room: context.count + 64)
    info.label(label)
    info.vector(context)
    try info.check()
    self.init(info.span)
  }
}

extension CipherSuite {
  /// DeriveKeyPair (RFC 9180 section 7.1.3).
  borrowing func derivePair(_ material: borrowing Secret) throws(Fault) -> KeyPair {
    let key = try extracted(kem, salt: Span(), "dkp_prk", material.span)
    for counter in UInt8.min...UInt8.max {
      let info = InlineArray<1, UInt8>(repeating: counter)
      let number = try expand(kem, key, "candidate", info.span, P256.privateCount)
      do {
        let publicKey = try curve.publicKey(of: number)
        return KeyPair(publicKey: publicKey, privateKey: number)
      } catch  where error == .argument {}
    }
    throw .internal
  }

  /// The KEM's shared secret of one side.
  private borrowing func share(_ agreed: borrowing Secret, sent: Span<UInt8>, receiver: Span<UInt8>) throws(Fault)
    -> Secret
  {
    var context = InlineArray<130, UInt8>(repeating: 0)
    var target = context.mutableSpan
    target.copy(from: sent)
    var part = target.window(65..<130)
    part.copy(from: receiver)
    let key = try extracted(kem, salt: Span(), "eae_prk", agreed.span)
    return try expand(kem, key, "shared_secret", context.span, 32)
  }

  /// The secret for `receiver` and the key to send along, which `ephemeral` is.
  borrowing func encapsulate(to receiver: Span<UInt8>, _ ephemeral: borrowing KeyPair) throws(Fault) -> Secret {
    let agreed = try curve.agree(ephemeral.privateKey.span, with: receiver)
    return try share(agreed, sent: ephemeral.publicKey.span, receiver: receiver)
  }

  borrowing func decapsulate(_ sent: Span<UInt8>, by receiver: borrowing KeyPair) throws(Fault) -> Secret {
    let agreed = try curve.agree(receiver.privateKey.span, with: sent)
    return try share(agreed, sent: sent, receiver: receiver.publicKey.span)
  }

  /// Takes the key of one message, and returns its nonce.
  mutating func schedule(_ shared: borrowing Secret, _ info: HPKEInfo) throws(Fault) -> Secret {
    let secret = try extracted(hpke, salt: shared.span, "secret", Span())
    let key = try expand(hpke, secret, "key", info.context.span, 16)
    try cipher.setKey(key)
    return try expand(hpke, secret, "base_nonce", info.context.span, AESGCM.nonceCount)
  }

  /// Appends an HPKECiphertext: the key sent along and `text` sealed, each as a vector.
  mutating func seal(
    _ text: Span<UInt8>, to receiver: Span<UInt8>, _ info: HPKEInfo, from source: inout KeySource,
    into out: inout ByteBuffer
  ) throws(Fault) {
    let ephemeral = try KeyPair.generate(self, from: &source)
    let nonce = try schedule(try encapsulate(to: receiver, ephemeral), info)
    out.vector(ephemeral.publicKey.span)
    try out.sealed(text, &cipher, nonce: nonce)
  }

  /// Opens an HPKECiphertext. `Fault.auth` when it was not sealed for this key and this info.
  mutating func open(
    _ text: Span<UInt8>, sent: Span<UInt8>, by receiver: borrowing KeyPair, _ info: HPKEInfo
  ) throws(Fault) -> Secret {
    let nonce = try schedule(try decapsulate(sent, by: receiver), info)
    return try cipher.opened(text, nonce: nonce)
  }
}

extension AESGCM {
  mutating func setKey(_ key: borrowing Secret) throws(Fault) { try setKey(key.span) }

  /// What `text`, the last 16 bytes of which are its tag, was before it was sealed.
  mutating func opened(_ text: Span<UInt8>, nonce: borrowing Secret) throws(Fault) -> Secret {
    guard text.count >= 16 else { throw .malformed }
    let count = text.count - 16
    var plain = try Secret.copying(text.window(0..<count))
    var bytes = plain.mutableSpan
    try open(&bytes, nonce: nonce.span, additional: Span(), tag: text.window(count..<text.count))
    return plain
  }
}
