/// The numbered messages of one voice session, kept until they are old: what a resume replays.
struct ResumeBuffer: Sendable {
  enum Message: Equatable, Sendable {
    case text(String)
    case binary([UInt8])
  }

  private let limit: Int
  private var messages: [Message] = []
  /// The number that the next message gets.
  private(set) var next: UInt16

  init(limit: Int, next: UInt16 = 0) {
    self.limit = limit
    self.next = next
  }

  mutating func text(op: Int, _ data: JSONValue) -> Message {
    keep(.text((["op": JSONValue(op), "d": data, "seq": JSONValue(Int(next))] as JSONValue).text))
  }

  mutating func binary(op: UInt8, _ payload: [UInt8]) -> Message {
    keep(.binary([UInt8(next >> 8), UInt8(next & 0xFF), op] + payload))
  }

  private mutating func keep(_ message: Message) -> Message {
    messages.append(message)
    if messages.count > limit { messages.removeFirst(messages.count - limit) }
    next &+= 1  // sixteen bits on the wire
    return message
  }

  /// What came after the message of number `acknowledged` (-1: from the start); nil when some of that is gone.
  func replay(after acknowledged: Int) -> [Message]? {
    guard (-1...0xFFFF).contains(acknowledged) else { return nil }
    let missing = Int(next &- UInt16(truncatingIfNeeded: acknowledged + 1))
    return missing <= messages.count ? Array(messages.suffix(missing)) : nil
  }

  var all: [Message] { messages }
}
