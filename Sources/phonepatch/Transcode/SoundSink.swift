import PatchBase

/// Sound that goes into a file, piece by piece.
protocol SoundSink: AnyObject {
  var file: OutputFile { get }
  /// Samples a second that `write` expects.
  var rate: Int32 { get }
  var channels: Int { get }
  /// What the file is, for people.
  var name: String { get }

  /// Writes interleaved samples.
  func write(_ pcm: ArraySlice<Int16>) throws
  /// Writes what is still due and gives the file its name.
  func finish() throws
}
