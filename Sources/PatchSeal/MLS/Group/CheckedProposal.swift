/// What a proposal wants, after `MLSGroup.check(proposal:)` found it good.
public struct CheckedProposal: Sendable {
  public enum Kind: Sendable {
    case add
    case remove
  }

  public let kind: Kind
  /// Whom it adds or removes.
  public let user: UInt64
  /// Whose leaf it removes; -1 for one that adds.
  public let leaf: Int
  /// What commits and revocations call it.
  public let reference: Digest
  /// How many bytes the message has: with several in a row the next begins there.
  public let count: Int
  /// Of the message: the proposal itself.
  let content: Range<Int>
}
