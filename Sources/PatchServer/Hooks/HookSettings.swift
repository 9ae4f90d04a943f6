/// Who is told of events.
public struct HookSettings: Sendable, Equatable {
  public var urls: [String] = []
  public var secret = ""
  /// Addresses of this machine and of private networks may be told.
  public var allowsPrivate = false

  public init() {}
}
