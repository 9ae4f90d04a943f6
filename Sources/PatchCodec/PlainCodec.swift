public import PatchBase

/// The codecs without memory behind one switch: bytes of any `Encoding` to samples and back.
public enum PlainCodec {
  /// Decodes as many samples as both sides hold.
  public static func decode(_ bytes: Span<UInt8>, _ encoding: Encoding, into pcm: inout MutableSpan<Int16>) {
    switch encoding {
    case .mulaw: G711.decode(bytes, law: .mu, into: &pcm)
    case .alaw: G711.decode(bytes, law: .a, into: &pcm)
    case .l16: L16.decode(bytes, network: false, into: &pcm)
    case .l16Network: L16.decode(bytes, network: true, into: &pcm)
    }
  }

  /// Encodes as many samples as both sides hold.
  public static func encode(_ pcm: Span<Int16>, _ encoding: Encoding, into bytes: inout MutableSpan<UInt8>) {
    switch encoding {
    case .mulaw: G711.encode(pcm, law: .mu, into: &bytes)
    case .alaw: G711.encode(pcm, law: .a, into: &bytes)
    case .l16: L16.encode(pcm, network: false, into: &bytes)
    case .l16Network: L16.encode(pcm, network: true, into: &bytes)
    }
  }

  /// Fills with what a silent line sends.
  public static func fillSilence(_ bytes: inout MutableSpan<UInt8>, _ encoding: Encoding) {
    switch encoding {
    case .mulaw: bytes.fill(with: G711.silence(.mu))
    case .alaw: bytes.fill(with: G711.silence(.a))
    case .l16, .l16Network: bytes.fill(with: 0)
    }
  }
}
