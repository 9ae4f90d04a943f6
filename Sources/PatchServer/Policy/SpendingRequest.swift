/// Somebody wants a call that costs money.
struct SpendingRequest: Sendable {
  /// By which way. All are judged alike; the way is told in audit and events.
  enum Path: String, Sendable, CaseIterable { case dial, transfer, redirect, api, retry }

  var path: Path
  /// As written.
  var to: String
  /// A guild, or `default`.
  var owner: String
  /// Who wants it, for the audit.
  var actor: String
  /// What the server found out about the actor's rights.
  var actorMaySpend: Bool
}
