public import PatchBase

/// Why a step of a group failed, finer than the code of its `Fault`.
public enum MLSCause: UInt16, Sendable {
  /// Bytes that do not follow their format.
  case encoding = 1
  /// Memory ran out.
  case memory
  /// A library below failed.
  case library
  /// Another version of MLS, another cipher suite or another kind of message.
  case version
  /// Another group's message.
  case groupID
  /// Another epoch's message: with messages under way that is no fault of anybody's.
  case epoch
  /// A sender that may not send this, or is none.
  case sender
  /// A signature that does not fit.
  case signature
  case membershipTag
  case confirmationTag
  /// Neither Add nor Remove.
  case proposalKind
  /// A commit that carries a proposal instead of naming it.
  case proposalInline
  /// A commit names a proposal that is not here.
  case proposalUnknown
  /// Two proposals for one member, or one twice.
  case proposalDuplicate
  /// A key package that says what it may not.
  case keyPackage
  /// A credential that is not a user id of eight bytes.
  case credential
  /// The user is a member already.
  case duplicateMember
  /// The key is some other member's.
  case duplicateKey
  /// No member sits at that leaf.
  case unknownMember
  /// We are removed.
  case selfRemoved
  /// No proposal to commit.
  case nothingToCommit
  /// A commit without a path that needs one.
  case pathMissing
  /// A path that does not fit the tree, or secrets that do not fit the path.
  case path
  case parentHash
  case treeHash
  /// A tree that contradicts itself.
  case tree
  /// The group names another external sender than the gateway did.
  case externalSender
  /// A Welcome without a word for our key package.
  case notForUs
  /// A Welcome's secrets that do not open, or hold what they may not.
  case groupSecrets
  /// A Welcome's group information that does not open, or contradicts itself.
  case groupInfo
  /// More members, or longer leaves, than the limits allow.
  case tooLarge
  /// A commit in our name that we did not make.
  case ownCommit

  var fault: Fault {
    let code: Fault =
      switch self {
      case .encoding, .tree, .path, .keyPackage, .credential, .proposalDuplicate, .pathMissing: .malformed
      case .memory: .noMemory
      case .library: .internal
      case .version, .proposalKind, .proposalInline, .tooLarge: .unsupported
      case .signature, .membershipTag, .confirmationTag, .parentHash, .treeHash, .groupSecrets, .groupInfo,
        .externalSender, .duplicateKey:
        .auth
      case .groupID, .epoch, .sender, .proposalUnknown, .duplicateMember, .unknownMember, .selfRemoved,
        .nothingToCommit, .notForUs, .ownCommit:
        .state
      }
    return Fault(code: code.code, cause: rawValue)
  }
}

extension Fault {
  /// The reason of a fault that came out of a group.
  public var mlsCause: MLSCause {
    if let named = MLSCause(rawValue: cause) { return named }
    if self == .noMemory { return .memory }
    return self == .malformed ? .encoding : .library
  }

  /// The same with a cause, unless memory ran out.
  func named(_ cause: MLSCause) -> Fault { self == .noMemory ? self : cause.fault }

  static func mls(_ cause: MLSCause) -> Fault { cause.fault }
}
