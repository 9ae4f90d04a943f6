internal import PatchBase

// HPKE (RFC 9180) in base mode: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM.

private let kem: StaticString = "KEM\u{0}\u{10}"
private let hpke: StaticString = "HPKE\u{0}\u{10}\u{0}\u{1}\u{0}\u{1}"
private let version: StaticString = "HPKE-v1"

/// LabeledExtract up to what is extracted from.
@inline(never)
private func extraction(_ suite: StaticString, salt: Span<UInt8>, _ label: StaticString) -> HMAC {
  var code = HMAC(key: salt)
  code.update(version.bytes)
  code.update(suite.bytes)
  code.update(label.bytes)
  return code
}

@inline(never)
private func extract(
  _ suite: StaticString, salt: Span<UInt8>, _ label: StaticString, _ input: Span<UInt8>, into out: inout Digest
) {
  var code = extraction(suite, salt: salt, label)
  code.update(input)
  var bytes = out.mutableSpan
  code.finish(into: &bytes)
}

/// LabeledExpand to the first `count` bytes of `out`, with an info of two pieces.
@inline(never)
private func expand(
  _ suite: StaticString, _ key: Span<UInt8>, _ label: StaticString, _ first: Span<UInt8>, _ second: Span<UInt8>,
  _ count: Int, into out: inout Digest
) {
  var head = InlineArray<20, UInt8>(repeating: 0)
  var writer = ByteWriter(head.mutableSpan)
  writer.big(UInt64(count), 2)
  writer.append(version)
  writer.append(suite)
  let end = writer.count
  var all = out.mutableSpan
  var bytes = all.window(0..<count)
  HKDF.expand(key, head.span.window(0..<end), label.bytes, first, second, into: &bytes)
}

/// What a message is bound to beside its keys: hashed once for all the receivers of one text.
struct HPKEInfo: BitwiseCopyable {
  /// The key schedule's context: mode 0, the hash of no PSK's name, the hash of the info.
  fileprivate var context = InlineArray<65, UInt8>(repeating: 0)

  private init(_ code: consuming HMAC) {
    var code = code
    var name = Digest()
    extract(hpke, salt: Span(), "psk_id_hash", Span(), into: &name)
    var target = context.mutableSpan
    var part = target.window(1..<33)
    part.copy(from: name.span)
    part = target.window(33..<65)
    code.finish(into: &part)
  }

  init(_ info: Span<UInt8>) {
    var code = extraction(hpke, salt: Span(), "info_hash")
    code.update(info)
    self.init(code)
  }

  /// MLS's EncryptContext.
  @inline(never)
  init(label: StaticString, _ context: Span<UInt8>) {
    let prefix: StaticString = "MLS 1.0 "
    var code = extraction(hpke, salt: Span(), "info_hash")
    code.update(VectorHead(prefix.utf8CodeUnitCount + label.utf8CodeUnitCount).span)
    code.update(prefix.bytes)
    code.update(label.bytes)
    code.update(VectorHead(context.count).span)
    code.update(context)
    self.init(code)
  }
}

/// The KEM's shared secret in place of what both sides agreed on.
@inline(never)
private func share(_ block: inout Digest, sent: Span<UInt8>, receiver: Span<UInt8>) {
  var key = Digest()
  extract(kem, salt: Span(), "eae_prk", block.span, into: &key)
  expand(kem, key.span, "shared_secret", sent, receiver, 32, into: &block)
  var bytes = key.mutableSpan
  ConstantTime.wipe(&bytes)
}

extension CipherSuite {
  /// DeriveKeyPair (RFC 9180 section 7.1.3): the pair at hand.
  mutating func derivePair(_ material: Span<UInt8>) throws(Fault) {
    var block = Digest()
    extract(kem, salt: Span(), "dkp_prk", material, into: &block)
    vault.take(&block, Slot.key)
    for counter in UInt8.min...UInt8.max {
      let info = InlineArray<1, UInt8>(repeating: counter)
      expand(kem, vault.slot(Slot.key), "candidate", info.span, Span(), 32, into: &block)
      vault.take(&block, 0)
      if try curve.complete(&vault) { return }
    }
    throw .internal
  }

  /// The secret for `receiver`, when the pair at hand is sent along.
  mutating func encapsulate(to receiver: Span<UInt8>) throws(Fault) {
    var block = Digest()
    try curve.agree(vault.slot(0), with: receiver, into: &block)
    share(&block, sent: vault.publicKey, receiver: receiver)
    vault.take(&block, Slot.shared)
  }

  /// The secret for the receiver who has the pair at hand.
  mutating func decapsulate(_ sent: Span<UInt8>) throws(Fault) {
    var block = Digest()
    try curve.agree(vault.slot(0), with: sent, into: &block)
    share(&block, sent: sent, receiver: vault.publicKey)
    vault.take(&block, Slot.shared)
  }

  /// Takes the key and the nonce of one message.
  mutating func schedule(_ info: HPKEInfo) throws(Fault) {
    var block = Digest()
    extract(hpke, salt: vault.slot(Slot.shared), "secret", Span(), into: &block)
    vault.take(&block, Slot.shared)
    expand(hpke, vault.slot(Slot.shared), "key", info.context.span, Span(), 16, into: &block)
    vault.take(&block, Slot.key)
    expand(hpke, vault.slot(Slot.shared), "base_nonce", info.context.span, Span(), AESGCM.nonceCount, into: &block)
    vault.take(&block, Slot.nonce)
    try takeKey()
  }

  /// The cipher's key is the one in its slot.
  @inline(never)
  mutating func takeKey() throws(Fault) { try cipher.takeKey(of: vault) }

  /// Appends an HPKECiphertext: the key sent along and `text` sealed, each as a vector.
  @inline(never)
  mutating func seal(
    _ text: Span<UInt8>, to receiver: Span<UInt8>, _ info: HPKEInfo, from source: inout KeySource,
    into out: inout ByteBuffer
  ) throws(Fault) {
    try curve.generate(&source, into: &vault)
    try encapsulate(to: receiver)
    try schedule(info)
    out.publicKey(of: vault)
    let start = out.count
    out.append(text)
    try out.seal(from: start, &cipher, vault)
    out.close(start)
  }

  /// Opens an HPKECiphertext for the pair at hand, to `work`. `Fault.auth` when it was sealed for another, or with
  /// another info.
  @inline(never)
  mutating func open(_ text: Span<UInt8>, sent: Span<UInt8>, _ info: HPKEInfo) throws(Fault) {
    try decapsulate(sent)
    try schedule(info)
    try open(text)
  }

  /// Seals `work` in place with the key and the nonce at hand.
  mutating func sealWork() throws(Fault) { try work.seal(from: 0, &cipher, vault) }

  /// Opens `text`, to `work`, with the key and the nonce at hand.
  @inline(never)
  mutating func open(_ text: Span<UInt8>) throws(Fault) {
    work.clear()
    work.append(text)
    try work.check()
    try work.open(&cipher, vault)
  }
}

extension AESGCM {
  /// The key in a suite's vault.
  fileprivate mutating func takeKey(of vault: borrowing Secret) throws(Fault) {
    try setKey(vault.slot(CipherSuite.Slot.key).window(0..<16))
  }
}
