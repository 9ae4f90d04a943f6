/// How a recording is made.
public struct RecorderSettings: Sendable {
  public enum Container: UInt32, Sendable {
    /// Signed 16-bit samples at the Room's rate.
    case wav = 1
    /// Opus at the Room's rate, in Ogg.
    case ogg = 2
  }

  public enum Layout: UInt32, Sendable {
    /// Phone callers left, everybody else right.
    case stereo = 1
    /// A file for each leg.
    case tracks = 2
  }

  public var container: Container
  public var layout: Layout
  /// The rate of the Room.
  public var sampleRate: Int32
  /// Tracks: the most legs that are recorded, 1…64. Others are left out, and counted.
  public var tracks: Int
  /// How many bytes of each file may wait to be polled, in ms of sound, 200…60 000.
  public var queue: Int
  /// Tells the streams of an Ogg file apart.
  public var seed: UInt32

  public init(
    _ container: Container = .wav, layout: Layout = .stereo, sampleRate: Int32 = 8000, tracks: Int = 8,
    queue: Int = 2000, seed: UInt32 = 1
  ) {
    self.container = container
    self.layout = layout
    self.sampleRate = sampleRate
    self.tracks = tracks
    self.queue = queue
    self.seed = seed
  }

  var isValid: Bool {
    RoomSettings.isRoomRate(sampleRate) && (1...64).contains(tracks) && (200...60_000).contains(queue)
  }

  /// Files that are written.
  var files: Int { layout == .stereo ? 1 : tracks }
  /// Channels of each.
  var channels: Int { layout == .stereo ? 2 : 1 }
}
