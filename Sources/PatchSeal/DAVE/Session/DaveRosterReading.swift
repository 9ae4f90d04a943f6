public import PatchBase

/// What can be shown of a session.
extension DaveSession {
  /// The group's epoch; 0 while there is none.
  public var epoch: UInt64 {
    guard isEstablished else { return 0 }
    return group.epoch
  }

  /// How many members the group has, we among them.
  public var memberCount: Int {
    guard isEstablished else { return 0 }
    return group.memberCount
  }

  /// Writes the user ids of the members, as many as there is room for, and returns how many there are.
  public borrowing func members(into users: inout MutableSpan<UInt64>) -> Int {
    guard isEstablished else { return 0 }
    var count = 0
    for leaf in 0..<group.leafCount {
      guard let user = group.user(at: leaf) else { continue }
      if count < users.count { users[count] = user }
      count += 1
    }
    return count
  }

  /// Writes the 30 digits of the voice privacy code, alike for all members, to be shown beside `PrivacyCode.notice`.
  /// `Fault.state` while there is no group.
  public borrowing func privacyCode(into text: inout MutableSpan<UInt8>) throws(Fault) -> Int {
    guard isEstablished else { throw .state }
    return try PrivacyCode.write(authenticator: group.current.secrets.authenticator, into: &text)
  }

  /// Writes the 64 bytes of our fingerprint with another member, which takes some 100 ms. `Fault.state` while there is
  /// no group, or the user is not in it.
  public borrowing func fingerprint(with user: UInt64, into out: inout MutableSpan<UInt8>) throws(Fault) {
    guard isEstablished, let leaf = group.leaf(of: user) else { throw .state }
    try PairwiseFingerprint.write(
      signing.store.publicKey, user: settings.user, group.current.tree.signatureKey(leaf), user: user, into: &out)
  }
}
