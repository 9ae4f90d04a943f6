public import PatchBase

/// What MLS's cipher suite 2 works with, made once and lent: P-256, AES-128-GCM and SHA-256. One thread at a time.
public struct CipherSuite: ~Copyable {
  /// Its number in messages.
  static let number: UInt64 = 2
  let curve: P256
  var cipher: AESGCM

  // Out of line, once for all the places that can fail while it is alive.
  @inline(never) deinit {}

  /// `Fault.noMemory` when memory runs out.
  public init() throws(Fault) {
    let curve = try P256()
    let cipher = try AESGCM(keyCount: 16)
    self.curve = curve
    self.cipher = cipher
  }
}
