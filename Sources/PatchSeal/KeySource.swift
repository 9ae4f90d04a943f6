internal import CCrypto
public import PatchBase

/// Where keys and other secrets come from: libcrypto's generator, and nothing else in the released library.
public struct KeySource {
  /// libcrypto's random generator.
  public static var system: KeySource { KeySource() }

  #if !hasFeature(Embedded)
    private var seed: Digest?
    private var counter: UInt64 = 0

    /// The same keys in every run, for tests and for the Lab: the small library does not have it.
    public static func seeded(_ seed: UInt64) -> KeySource {
      var hash = SHA256()
      hash.big(seed, 8)
      var made = KeySource()
      made.seed = hash.finish()
      return made
    }
  #endif

  private init() {}

  /// Fills `bytes` with secret random bytes.
  /// - Throws: `Fault.internal` if the generator fails; the bytes are then not to be used.
  public mutating func fill(_ bytes: inout MutableSpan<UInt8>) throws(Fault) {
    #if !hasFeature(Embedded)
      if let seed {
        counter += 1
        var place = InlineArray<8, UInt8>(repeating: 0)
        for i in 0..<8 { place[i] = UInt8(truncatingIfNeeded: counter >> UInt64(8 * i)) }
        return HKDF.expand(seed.span, info: place.span, into: &bytes)
      }
    #endif
    let done = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.isEmpty || RAND_priv_bytes(buffer.baseAddress, Int32(clamping: buffer.count)) == 1
    }
    guard done else { throw .internal }
  }
}
