private import CSodium
import Crypto
import Foundation

/// A voice server's end of one client's transport encryption. Written on libsodium and swift-crypto and not on our own PatchSeal, which is
/// tested against it.
struct TransportSeal: Sendable {
  let mode: TransportMode
  let key: [UInt8]
  private var counter: UInt32

  init(mode: TransportMode, key: [UInt8], counter: UInt32 = 0) {
    self.mode = mode
    self.key = key
    self.counter = counter
    // Harmless when it has been called before.
    _ = sodium_init()
  }

  /// The same key, another cipher: what a second op 1 asks for.
  func changed(to mode: TransportMode) -> TransportSeal { TransportSeal(mode: mode, key: key, counter: counter) }

  /// `header`, then `body` encrypted, its tag, and the nonce.
  mutating func seal(header: [UInt8], body: [UInt8]) -> [UInt8] {
    counter &+= 1  // a key lives for one connection, far below 2³² packets
    let carried = withUnsafeBytes(of: counter.bigEndian) { Array($0) }
    switch mode {
    case .aes:
      guard let nonce = try? AES.GCM.Nonce(data: carried + [UInt8](repeating: 0, count: 8)),
        let box = try? AES.GCM.seal(body, using: SymmetricKey(data: key), nonce: nonce, authenticating: header)
      else { return [] }
      return header + box.ciphertext + box.tag + carried
    case .xchacha:
      let nonce = carried + [UInt8](repeating: 0, count: 20)
      var out = [UInt8](repeating: 0, count: body.count + 16)
      crypto_aead_xchacha20poly1305_ietf_encrypt(
        &out, nil, body, UInt64(body.count), header, UInt64(header.count), nil, nonce, key)
      return header + out + carried
    }
  }

  /// What is inside, or nil when the tag does not fit.
  func open(_ packet: [UInt8], header count: Int) -> [UInt8]? {
    guard packet.count >= count + 20 else { return nil }
    let header = Array(packet[..<count])
    let carried = Array(packet[(packet.count - 4)...])
    let sealed = Array(packet[count..<packet.count - 4])
    switch mode {
    case .aes:
      guard let nonce = try? AES.GCM.Nonce(data: carried + [UInt8](repeating: 0, count: 8)),
        let box = try? AES.GCM.SealedBox(nonce: nonce, ciphertext: sealed.dropLast(16), tag: sealed.suffix(16)),
        let body = try? AES.GCM.open(box, using: SymmetricKey(data: key), authenticating: header)
      else { return nil }
      return Array(body)
    case .xchacha:
      let nonce = carried + [UInt8](repeating: 0, count: 20)
      var out = [UInt8](repeating: 0, count: sealed.count)
      let status = crypto_aead_xchacha20poly1305_ietf_decrypt(
        &out, nil, nil, sealed, UInt64(sealed.count), header, UInt64(header.count), nonce, key)
      guard status == 0 else { return nil }
      return Array(out.prefix(sealed.count - 16))
    }
  }
}
