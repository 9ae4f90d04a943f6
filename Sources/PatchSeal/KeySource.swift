internal import CCrypto
public import PatchBase

/// Where keys and other secrets come from: libcrypto's generator, and nothing else in the released library.
public struct KeySource {
  /// libcrypto's random generator.
  public static var system: KeySource { KeySource() }

  private init() {}

  /// Fills `bytes` with secret random bytes.
  /// - Throws: `Fault.internal` if the generator fails; the bytes are then not to be used.
  public mutating func fill(_ bytes: inout MutableSpan<UInt8>) throws(Fault) {
    let done = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.isEmpty || RAND_priv_bytes(buffer.baseAddress, Int32(clamping: buffer.count)) == 1
    }
    guard done else { throw .internal }
  }
}
