import PatchCodec

/// μ-law and samples, for whole sounds.
public enum PhoneSound {
  public static func encode(_ pcm: [Int16]) -> [UInt8] {
    var codes = [UInt8](repeating: 0xFF, count: pcm.count)
    var target = codes.mutableSpan
    G711.encode(pcm.span, law: .mu, into: &target)
    return codes
  }

  public static func decode(_ codes: [UInt8]) -> [Int16] {
    var pcm = [Int16](repeating: 0, count: codes.count)
    var target = pcm.mutableSpan
    G711.decode(codes.span, law: .mu, into: &target)
    return pcm
  }

  /// The code of every sample, from −32768 on.
  static let codes = encode((-32768...32767).map { Int16($0) })
}
