/// How much one `DaveFrames` holds; all of it is taken when it is made.
public struct DaveFramesSettings: Sendable {
  /// Members of the call with keys, 1…1024. About 1.2 KB each, touched when used.
  public var users = 100
  /// Epochs whose keys are kept of each member, 2…8. Older ones go before their ten seconds are over.
  public var epochs = 5
  /// Members speaking at a time, 1…1024; with more, keys are set up anew from frame to frame. About 1 KB each.
  public var speakers = 16

  public init() {}
}
