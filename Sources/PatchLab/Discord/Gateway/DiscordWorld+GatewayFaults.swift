import NIOCore

/// What goes wrong on the main gateway.
extension DiscordWorld {
  /// Ends a bot's connections with any code. The sessions can be resumed if the code says so.
  func disconnectGateway(_ bot: Snowflake, _ close: GatewayClose) {
    each(bot) { id, session, state in
      session.peer?.close(close)
      if [4007, 4009].contains(close.code) {
        state.endSession(id)
      } else {
        state.sessions[id]?.desert(at: .now())
      }
    }
  }

  /// Breaks a bot's connections without a close frame.
  func dropGateway(_ bot: Snowflake) {
    each(bot) { id, session, state in
      (session.peer as? GatewayLink)?.drop()
      state.sessions[id]?.desert(at: .now())
    }
  }

  /// Op 7: asks a bot to come again.
  func askToReconnect(_ bot: Snowflake) {
    each(bot) { _, session, _ in session.peer?.send(#"{"d":null,"op":7,"s":null,"t":null}"#) }
  }

  /// Op 9: a session that is not resumable is over at once.
  func invalidateSession(_ bot: Snowflake, resumable: Bool) {
    each(bot) { id, session, state in
      session.peer?.send(#"{"d":\#(resumable),"op":9,"s":null,"t":null}"#)
      if !resumable { state.endSession(id) }
    }
  }

  /// Op 1: asks for a heartbeat now.
  func askForHeartbeat(_ bot: Snowflake) {
    each(bot) { _, session, _ in session.peer?.send(#"{"d":null,"op":1,"s":null,"t":null}"#) }
  }

  /// The next heartbeats get no answer: the connection looks dead.
  func ignoreHeartbeats(_ bot: Snowflake, count: Int) { with { $0.faults.deafTo[bot] = count } }

  private func each(_ bot: Snowflake, _ body: (String, GatewaySession, inout WorldState) -> Void) {
    with { state in
      for id in state.sessions.keys.sorted() {
        guard let session = state.sessions[id], session.user == bot else { continue }
        body(id, session, &state)
      }
    }
  }
}
