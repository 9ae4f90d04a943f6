public import Logging

/// Everything that can be set. `ConfigurationLoader` fills it from environment and file; tests fill it by hand.
public struct ServerConfiguration: Sendable, Equatable {
  public var listen = ListenAddress(host: "127.0.0.1", port: 8080)
  /// How the world reaches us: `https://…`. Nil: the listener itself, which must then be on loopback.
  public var publicURL: String?
  public var logLevel = Logger.Level.info
  /// How long calls may go on after we were asked to stop.
  public var drainSeconds = 30
  /// Event loops; 0 means one for each core.
  public var threads = 0
  /// Which room the callers of a number meet in. A number without an entry has a room of its own.
  public var numbers: [String: String] = [:]
  public var twilio = TwilioSettings()
  public var room = RoomTuning()
  public var limits = ServerLimits()
  public var deadlines = ServerDeadlines()

  public init() {}
}

/// The account at Twilio.
public struct TwilioSettings: Sendable, Equatable {
  public var accountSID = ""
  /// Signs what Twilio sends us. Without it we answer nobody.
  public var authToken = ""
  /// The other token while they are being rotated.
  public var authTokenSecondary = ""
  public var apiBase = "https://api.twilio.com"

  public init() {}
}

/// How rooms sound.
public struct RoomTuning: Sendable, Equatable {
  /// 8000, 16000, 24000 or 48000.
  public var sampleRate: Int32 = 8000
  /// How far ahead ready-made sound is sent to the carrier.
  public var leadMilliseconds = 300
  /// How far ahead the live mix is sent; nil finds the smallest that never runs dry.
  public var prefillMilliseconds: Int?
  /// How long a caller's sound is held at least, and at most, against jitter.
  public var minDelayMilliseconds = 40
  public var maxDelayMilliseconds = 500

  public init() {}
}

/// How much at once.
public struct ServerLimits: Sendable, Equatable {
  public var calls = 500
  public var rooms = 250
  public var legsPerRoom = 16
  /// The largest WebSocket message; beyond it the socket is closed with 1009.
  public var messageBytes = 131_072
  /// Connections of every kind at once; more wait in the kernel.
  public var connections = 4096
  /// What the kernel may hold for one media socket. Not settable from outside; tests make it small.
  public var sendBufferBytes = 65_536

  public init() {}
}

/// How long we wait for others. Not settable from outside; tests shorten them.
public struct ServerDeadlines: Sendable, Equatable {
  /// From the upgrade of a media socket to its `start`.
  public var startMilliseconds = 10_000
  /// From the TwiML to the upgrade.
  public var tokenMilliseconds = 60_000
  /// From a connection to its first complete request head.
  public var silenceMilliseconds = 10_000
  public var pingMilliseconds = 20_000
  /// How long a media socket may take nothing before its leg is ended.
  public var unreadMilliseconds = 10_000

  public init() {}
}
