/// The voice servers, seen from the rest of the Lab's Discord.
protocol VoiceRegion: Sendable {
  /// Where to send clients, `host:port`. A guild begins at the first; a server move takes the next.
  var endpoints: [String] { get }
  /// Told of every change, in order. Called under the world's lock: it only passes the change on, and never calls back.
  func apply(_ change: VoiceChange)
}

/// What the voice servers are told.
enum VoiceChange: Sendable, Equatable {
  /// VOICE_SERVER_UPDATE is on its way to the client.
  case granted(VoiceSeat)
  /// Other flags.
  case changed(VoiceSeat)
  /// The seat's connection is to be closed.
  case revoked(VoiceSeat, VoiceEnding)
}

/// Why a seat is no more.
enum VoiceEnding: Sendable, Equatable {
  /// The client said so.
  case left
  case kicked
  case moved(to: Snowflake)
  case channelDeleted
  case serverMoved
  /// The gateway session ended, and with it the stay.
  case sessionEnded
  /// A newer seat of the same user took its place.
  case replaced
}

/// Why a voice server turns a client away.
enum VoiceRefusal: Error, Equatable {
  /// 4004.
  case badToken
  /// 4006.
  case badSession
  /// 4011.
  case noServer
}
