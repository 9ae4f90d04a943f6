/// Ends the call.
public struct Hangup: Verb {
  public init() {}
  public var element: XMLElement { XMLElement("Hangup") }
}

/// Turns an incoming call away; as the first verb it costs nothing.
public struct Reject: Verb {
  public enum Reason: String, Sendable { case rejected, busy }
  public var reason: Reason

  public init(_ reason: Reason = .rejected) { self.reason = reason }
  public var element: XMLElement { XMLElement("Reject", ["reason": reason.rawValue]) }
}

/// Waits.
public struct Pause: Verb {
  /// Seconds.
  public var length: Int

  public init(length: Int = 1) { self.length = length }
  public var element: XMLElement { XMLElement("Pause", ["length": String(length)]) }
}

/// Speaks a text.
public struct Say: Verb {
  public var text: String
  public var voice: String?
  public var language: String?

  public init(_ text: String, voice: String? = nil, language: String? = nil) {
    self.text = text
    self.voice = voice
    self.language = language
  }

  public var element: XMLElement { XMLElement("Say", ["voice": voice, "language": language], text: text) }
}

/// Plays a sound file.
public struct Play: Verb {
  public var url: String
  public var loop: Int?

  public init(_ url: String, loop: Int? = nil) {
    self.url = url
    self.loop = loop
  }

  public var element: XMLElement { XMLElement("Play", ["loop": loop.map { String($0) }], text: url) }
}

/// Goes on with the TwiML of another URL.
public struct Redirect: Verb {
  public var url: String

  public init(_ url: String) { self.url = url }
  public var element: XMLElement { XMLElement("Redirect", text: url) }
}
