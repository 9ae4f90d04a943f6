public import PatchBase

/// What MLS's cipher suite 2 works with, made once and lent: P-256, AES-128-GCM and SHA-256. One thread at a time.
public struct CipherSuite: ~Copyable {
  /// Its number in messages.
  static let number: UInt64 = 2
  let curve: P256
  var cipher: AESGCM
  /// The secrets of the message at hand, so that nobody else owns any: a key pair, and what follows from it.
  var vault: Secret
  /// What is opened, or is about to be sealed.
  var work: ByteBuffer

  enum Slot {
    static let key = 4
    static let shared = 5
    static let nonce = 6
    static let count = 7
  }

  // Out of line, once for all the places that can fail while it is alive.
  @inline(never) deinit {}

  /// `Fault.noMemory` when memory runs out.
  public init() throws(Fault) {
    var memory = Memory()
    self.init(&memory)
    try memory.check()
  }

  @inline(never)
  init(_ memory: inout Memory) {
    curve = P256(&memory)
    cipher = AESGCM(16, &memory)
    vault = Secret(32 * Slot.count, &memory)
    work = ByteBuffer(room: 1024, &memory)
  }

  mutating func setPair(_ privateKey: Span<UInt8>, _ publicKey: Span<UInt8>) {
    vault.put(privateKey, 0)
    vault.put(publicKey, 1)
  }

  /// Nothing is left of the last message.
  mutating func forget() {
    vault.wipe()
    work.wipe()
  }

  /// `.signature` for one that does not fit.
  @inline(never)
  borrowing func verify(_ signature: Span<UInt8>, _ digest: Digest, by signer: Span<UInt8>) throws(Fault) {
    do {
      try curve.verify(signature, digest, by: signer)
    } catch {
      throw error == .auth ? .mls(.signature) : error
    }
  }
}

// What a suite's vault has, and of a key pair's bytes.
extension Secret {
  /// The public key of the pair at the start.
  var publicKey: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { span.window(P256.privateCount..<KeyPair.byteCount) }
  }

  /// The nonce of the message at hand.
  var nonce: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { slot(CipherSuite.Slot.nonce).window(0..<AESGCM.nonceCount) }
  }
}
