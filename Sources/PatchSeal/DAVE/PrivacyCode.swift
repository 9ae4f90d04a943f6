public import PatchBase

/// The voice privacy code of an epoch: alike for all members who share its keys, and for nobody else.
public enum PrivacyCode {
  /// Digits of a code, shown in groups of five.
  public static let digitCount = 30
  /// What stands beside the code wherever it is shown.
  public static let notice: StaticString = """
    End-to-end encryption ends at this bridge. The phone leg is not end-to-end encrypted.
    """

  /// Writes the code of an epoch's authenticator of 32 bytes.
  public static func write(
    authenticator: Span<UInt8>, into text: inout MutableSpan<UInt8>
  ) throws(Fault) -> Int {
    guard authenticator.count == 32 else { throw .argument }
    return try DisplayableCode.write(authenticator, length: digitCount, group: 5, into: &text)
  }
}
