import NIOCore

/// One user's voice session, which outlives its sockets.
final class VoiceMember {
  var seat: VoiceSeat
  let server: Int
  let ssrc: UInt32
  /// The socket; nil while it is lost and may be resumed.
  var connection: Int?
  /// When the socket was lost.
  var lostAt: UInt64?
  var messages: ResumeBuffer
  /// Nil until the protocol is selected.
  var transport: TransportSeal?
  /// Where the user's packets come from.
  var address: SocketAddress?
  /// Nil until the first op 5.
  var speaking: Int?
  var nonces: Set<UInt32> = []
  /// When the last packet to this user is due, so that jitter alone does not change the order.
  var lastDue: UInt64 = 0
  var discoveriesLost = 0
  var commitsDamaged = 0
  var welcomesDamaged = 0

  init(seat: VoiceSeat, server: Int, ssrc: UInt32, connection: Int, messages: ResumeBuffer) {
    self.seat = seat
    self.server = server
    self.ssrc = ssrc
    self.connection = connection
    self.messages = messages
  }

  var user: UInt64 { seat.user.raw }
  var guild: UInt64 { seat.guild.raw }
  var channel: UInt64 { seat.channel.raw }
}

/// One channel on one voice server.
final class VoiceRoom {
  let channel: UInt64
  var group: ChannelGroup
  /// In the order they came.
  var members: [VoiceMember] = []
  /// A commit that waits for another one.
  var held: (user: UInt64, bytes: [UInt8])?
  /// Sound in the clear is still under way from before a switch.
  var clearUntil: UInt64 = 0

  init(channel: UInt64, group: ChannelGroup) {
    self.channel = channel
    self.group = group
  }
}
