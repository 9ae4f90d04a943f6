public import PatchBase

/// Walks over the users of a clients connect message.
public struct VoiceUsers: ~Escapable {
  private var json: JSONReader

  /// `range` is `users` of a message that was read from `text`.
  @_lifetime(copy text)
  public init(_ text: Span<UInt8>, _ range: Range<Int>) throws(Fault) {
    json = JSONReader(text.window(range))
    try json.beginArray()
  }

  /// The next user; nil at the end.
  @_lifetime(self: copy self)
  public mutating func next() throws(Fault) -> UInt64? {
    guard try json.nextElement() else { return nil }
    return try json.count()
  }
}
