public import PatchBase

/// Walks over the `customParameters` of a `start` message.
public struct CarrierParameters: ~Escapable {
  /// Name and value of one parameter, in scratch.
  public struct Parameter: Equatable, Sendable {
    public let name: Range<Int>
    public let value: Range<Int>
  }

  private var json: JSONReader
  private var isOver: Bool

  /// - Parameters:
  ///   - message: the same bytes that `CarrierReader` has read.
  ///   - range: its `parameters`.
  @_lifetime(copy message)
  public init(_ message: Span<UInt8>, _ range: Range<Int>) throws(Fault) {
    isOver = range.isEmpty
    json = isOver ? JSONReader(message) : try JSONReader(message, insideObjectAt: range.lowerBound)
  }

  /// Goes on where another walk stood at `offset`.
  @_lifetime(copy message)
  public init(_ message: Span<UInt8>, resumingAt offset: Int) throws(Fault) {
    isOver = false
    json = try JSONReader(message, insideObjectAt: offset)
  }

  /// How far the message is read; `init(_:resumingAt:)` takes it.
  public var offset: Int { json.offset }

  /// The next parameter, its name and then its value at the start of `scratch`; nil after the last. As many bytes as the
  /// message has suffice. A value that is not a string, which Twilio never sends, comes as the JSON it is.
  @_lifetime(self: copy self)
  public mutating func next(into scratch: inout MutableSpan<UInt8>) throws(Fault) -> Parameter? {
    guard !isOver, let name = try json.nextKey() else {
      isOver = true
      return nil
    }
    let middle = try json.text(of: name, into: &scratch)
    var room = scratch.window(middle..<scratch.count)
    let value: JSONString
    if try json.kind() == .string {
      value = try json.string()
    } else {
      value = JSONString(range: try json.skip(), isEscaped: false)
    }
    let length = try json.text(of: value, into: &room)
    return Parameter(name: 0..<middle, value: middle..<middle + length)
  }
}
