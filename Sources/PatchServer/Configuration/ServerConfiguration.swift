public import Logging
import PatchNet

/// Everything that can be set. `ConfigurationLoader` fills it from environment and file; tests fill it by hand.
public struct ServerConfiguration: Sendable, Equatable {
  public var listen = ListenAddress(host: "127.0.0.1", port: 8080)
  /// Certificate and key of both listeners.
  public var tls = TLSSettings()
  /// How the world reaches us: `https://…`. Nil: the listener itself, which must then be on loopback.
  public var publicURL: String?
  public var logLevel = Logger.Level.info
  /// How long calls may go on after we were asked to stop.
  public var drainSeconds = 30
  /// Event loops; 0 means one for each core.
  public var threads = 0
  /// Which room the callers of a number meet in. A number without an entry has a room of its own.
  public var numbers: [String: String] = [:]
  /// A YAML file of `routes`, which are read from it when the configuration is.
  var routesFile = ""
  var routes = RouteBook()
  /// The folder for store and recordings; nil keeps nothing.
  public var data: String?
  /// Where console, API and metrics listen; nil: nowhere.
  public var adminListen: ListenAddress?
  /// A folder in place of the console that is built in.
  public var consoleFolder: String?
  /// A folder of sounds that may be played to callers: WAV or μ-law, 8 kHz.
  public var sounds: String?
  /// Who may use the API.
  public var apiTokens: [APIToken] = []
  public var policy = PolicySettings()
  public var discord = DiscordSettings()
  public var twilio = TwilioSettings()
  public var room = RoomTuning()
  public var prompts = PromptSettings()
  public var recording = RecordingSettings()
  public var watch = WatchSettings()
  public var tunnel = TunnelSettings()
  public var hooks = HookSettings()
  /// Calls of our numbers that nobody here knows are hung up at start.
  public var endsOrphans = false
  public var limits = ServerLimits()
  public var deadlines = ServerDeadlines()

  public init() {}

  /// How the world reaches us, by either setting; without a path.
  var outsideURL: String? {
    if let publicURL { return publicURL }
    guard var parts = URLParts(twilio.webhookURL) else { return nil }
    parts.path = ""
    return parts.text
  }
}

/// The bot's account.
public struct DiscordSettings: Sendable, Equatable {
  /// Without it there is no bot.
  public var token = ""
  /// With the version: `https://discord.com/api/v10`.
  public var apiBase = "https://discord.com/api/v10"
  /// A PEM file to trust in place of the system's authorities.
  public var authority: String?
  /// Roles whose members may spend, besides those who manage the server.
  public var spenders: Set<String> = []
  /// How long a caller waits for somebody to answer.
  public var waitSeconds = 30

  public init() {}
}

/// The account at Twilio.
public struct TwilioSettings: Sendable, Equatable {
  public var accountSID = ""
  /// Signs what Twilio sends us. Without it we answer nobody.
  public var authToken = ""
  /// The other token while they are being rotated.
  public var authTokenSecondary = ""
  /// Empty: Twilio's own, of `region` and `edge`.
  public var apiBase = ""
  /// In place of the account's token for what we send: SK… and its secret.
  public var apiKey = ""
  public var apiSecret = ""
  public var region = ""
  public var edge = ""
  public var webhookURL = ""
  /// Where the network goes while we are down.
  public var fallbackURL = ""
  public var webhooks = Webhooks.keep
  /// What becomes of the webhooks of our numbers when we start.
  public enum Webhooks: String, Sendable { case keep, set, restore }
  /// What our calls show, in E.164.
  public var phoneNumber = ""

  /// The REST API's address without a slash at the end.
  public var restBase: String {
    guard apiBase.isEmpty else { return apiBase.hasSuffix("/") ? String(apiBase.dropLast()) : apiBase }
    guard !region.isEmpty || !edge.isEmpty else { return "https://api.twilio.com" }
    return "https://api." + (edge.isEmpty ? "" : edge + ".") + (region.isEmpty ? "us1" : region) + ".twilio.com"
  }

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
  /// How long a call of an earlier process may take to come back.
  public var adoptMilliseconds = 30_000
  /// From the TwiML to the upgrade.
  public var tokenMilliseconds = 60_000
  /// From a connection to its first complete request head.
  public var silenceMilliseconds = 10_000
  /// From the break of a stream until the network asks what comes next.
  public var returnMilliseconds = 10_000
  /// From the upgrade of a socket for sound to its `join`.
  public var joinMilliseconds = 5000
  public var pingMilliseconds = 20_000
  /// How long a media socket may take nothing before its leg is ended.
  public var unreadMilliseconds = 10_000

  public init() {}
}
