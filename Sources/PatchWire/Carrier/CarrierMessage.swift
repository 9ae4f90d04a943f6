public import PatchBase

/// What a media-stream message says.
public enum CarrierKind: UInt32, Sendable {
  /// An event this dialect does not know: ignore it.
  case unknown = 0
  /// Carrier to application, first of all: the protocol and its version.
  case connected = 1
  /// Carrier to application: the stream, its call and its sound format.
  case start = 2
  /// Either way: sound.
  case media = 3
  /// Carrier to application: the caller pressed a key.
  case dtmf = 4
  /// To the carrier: a marker behind the sound sent so far. From the carrier: that marker was reached.
  case mark = 5
  /// Carrier to application, last: the stream is over.
  case stop = 6
  /// To the carrier: throw away what is queued.
  case clear = 7
}

/// Whose voice a media message carries, seen from the carrier.
public enum CarrierTrack: UInt32, Sendable {
  /// What the caller says.
  case inbound = 1
  /// What the caller hears.
  case outbound = 2
}

/// The tracks that a stream announces.
public struct CarrierTracks: OptionSet, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let inbound = CarrierTracks(rawValue: 1)
  public static let outbound = CarrierTracks(rawValue: 2)
}

/// One media-stream message, of either direction. A plain value: texts and sound are ranges of the scratch memory
/// that was given to `CarrierReader.read`, valid until that memory is reused. A range is empty when its member is absent.
public struct CarrierMessage: Equatable, Sendable {
  public var kind = CarrierKind.unknown
  /// Position in the stream, from 1 with `start`; nil when absent, as in everything sent to the carrier.
  public var sequenceNumber: UInt64?
  /// The stream, in scratch. Empty in `connected`; never empty in `start`.
  public var streamSid = 0..<0

  /// `connected`: the protocol ("Call"), in scratch.
  public var protocolName = 0..<0
  /// `connected`: the protocol's version ("1.0.0"), in scratch.
  public var protocolVersion = 0..<0

  /// `start` and `stop`: the account, in scratch.
  public var accountSid = 0..<0
  /// `start` and `stop`: the call, in scratch.
  public var callSid = 0..<0
  /// `start`: which tracks will come; empty when it does not say.
  public var tracks: CarrierTracks = []
  /// `start`: the format of the sound both ways; never nil there, nil elsewhere.
  public var format: AudioFormat?
  /// `start`: `customParameters` as it stands in the *message* (not in scratch), for `CarrierParameters`. Empty when absent.
  public var parameters = 0..<0

  /// `media`: whose voice; nil when absent, as in everything sent to the carrier.
  public var track: CarrierTrack?
  /// `media`: position among the messages of its track, from 1.
  public var chunk: UInt64?
  /// `media`: milliseconds since the stream began.
  public var timestamp: UInt64?
  /// `media`: the sound, decoded from base64, in scratch. Any length.
  public var payload = 0..<0

  /// `dtmf`: the key as ASCII, one of 0–9, *, #, A–D; otherwise 0.
  public var digit: UInt8 = 0
  /// `mark`: the name, in scratch.
  public var markName = 0..<0

  public init() {}
}
