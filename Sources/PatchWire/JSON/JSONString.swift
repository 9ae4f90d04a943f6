/// Where a string stands in a JSON text, between its quotes. Already checked by the reader that gave it out.
public struct JSONString: Equatable, Sendable {
  /// The bytes between the quotes.
  public let range: Range<Int>
  /// True when there is a backslash in it, so that the bytes are not yet the text.
  public let isEscaped: Bool

  @usableFromInline
  init(range: Range<Int>, isEscaped: Bool) {
    self.range = range
    self.isEscaped = isEscaped
  }
}
