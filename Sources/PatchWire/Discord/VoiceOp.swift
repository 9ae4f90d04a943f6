/// What a message of Discord's voice gateway is about. Others arrive too (media wants, flags, platforms) and mean nothing
/// here.
public enum VoiceOp: UInt8, Sendable {
  case identify = 0
  case selectProtocol = 1
  case ready = 2
  case heartbeat = 3
  case sessionDescription = 4
  case speaking = 5
  case heartbeatAck = 6
  case resume = 7
  case hello = 8
  case resumed = 9
  case clientsConnect = 11
  case video = 12
  case clientDisconnect = 13
  case davePrepareTransition = 21
  case daveExecuteTransition = 22
  case daveTransitionReady = 23
  case davePrepareEpoch = 24
  case mlsExternalSender = 25
  case mlsKeyPackage = 26
  case mlsProposals = 27
  case mlsCommitWelcome = 28
  case mlsAnnounceCommit = 29
  case mlsWelcome = 30
  case mlsInvalidCommitWelcome = 31

  /// True for what the server sends as a binary message.
  public var isBinaryFromServer: Bool {
    switch self {
    case .mlsExternalSender, .mlsProposals, .mlsAnnounceCommit, .mlsWelcome: true
    default: false
    }
  }
}
