import NIOConcurrencyHelpers
import NIOCore
import PatchNet

/// Ties a media stream to a call that we answered: a token nobody can guess, good once, for one call, for a minute.
final class StreamGrants: Sendable {
  struct Grant: Sendable, Equatable {
    let token: String
    let callID: String
    let callSid: String
    var room: String
    let expires: NIODeadline
    /// Why the stream before it ended, when it did.
    var reason: String?
  }

  private struct Entry {
    let grant: Grant
    /// Used, but its socket is not up yet.
    var claimed = false
  }

  private struct State {
    var grants: [String: Entry] = [:]
    var tokenOfCall: [String: String] = [:]
  }

  private let state = NIOLockedValueBox(State())
  private let lifetime: TimeAmount

  init(lifetime: TimeAmount = .seconds(60)) { self.lifetime = lifetime }

  /// A new token. One that the call had before is void: a call has one stream, so the number of calls bounds us.
  func issue(callID: String, callSid: String, room: String, now: NIODeadline = .now()) -> String {
    let token = SecureRandom.token()
    let grant = Grant(
      token: token, callID: callID, callSid: callSid, room: room, expires: now + lifetime)
    state.withLockedValue { state in
      if let old = state.tokenOfCall.updateValue(token, forKey: callID) { state.grants[old] = nil }
      state.grants[token] = Entry(grant: grant)
    }
    return token
  }

  /// A stream broke: the network asks what to do next, and until then the call is not over.
  func expectReturn(_ grant: Grant, reason: String, within patience: TimeAmount, now: NIODeadline = .now()) {
    let next = Grant(
      token: SecureRandom.token(), callID: grant.callID, callSid: grant.callSid, room: grant.room,
      expires: now + patience, reason: reason)
    state.withLockedValue { state in
      guard state.tokenOfCall[grant.callID] == nil else { return }
      state.tokenOfCall[grant.callID] = next.token
      state.grants[next.token] = Entry(grant: next, claimed: true)
    }
  }

  /// The grant that a call whose stream broke waits under.
  func returning(callID: String) -> Grant? {
    state.withLockedValue { state in
      guard let grant = state.tokenOfCall[callID].flatMap({ state.grants[$0]?.grant }), grant.reason != nil else {
        return nil
      }
      return grant
    }
  }

  /// Uses a token up. Nil when it was never issued, is used or has expired.
  func claim(_ token: String, now: NIODeadline = .now()) -> Grant? {
    state.withLockedValue { state in
      guard let entry = state.grants[token], !entry.claimed, entry.grant.expires > now else { return nil }
      state.grants[token]?.claimed = true
      return entry.grant
    }
  }

  /// The socket of a claimed token is up; from here on it stands for the call.
  func settle(_ grant: Grant) { revoke(callID: grant.callID, only: grant.token) }

  /// True while a stream of the call may still come.
  func isOutstanding(callID: String) -> Bool { state.withLockedValue { $0.tokenOfCall[callID] != nil } }

  /// Voids the token of a call that is over.
  func revoke(callID: String) { revoke(callID: callID, only: nil) }

  private func revoke(callID: String, only expected: String?) {
    state.withLockedValue { state in
      guard let token = state.tokenOfCall[callID], expected == nil || expected == token else { return }
      state.tokenOfCall[callID] = nil
      state.grants[token] = nil
    }
  }

  /// Takes out what nobody used in time, and what was claimed by a socket that never came up.
  func expire(now: NIODeadline = .now()) -> [Grant] {
    state.withLockedValue { state in
      let old = state.grants.values.map(\.grant).filter { $0.expires <= now }
      for grant in old {
        state.grants[grant.token] = nil
        state.tokenOfCall[grant.callID] = nil
      }
      return old
    }
  }

  var count: Int { state.withLockedValue { $0.grants.count } }
}
