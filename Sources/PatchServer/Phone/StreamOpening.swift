import NIOCore
import PatchBase
import PatchWire

/// What a stream says of itself before its sound begins.
struct StreamOpening {
  let callSid: String
  let streamSid: String
  /// The parameters that the TwiML gave the stream.
  let parameters: [String: String]

  /// Reads a message that comes before the room takes over. Nil for anything but a `start`.
  init?(_ text: ByteBuffer) throws(Fault) {
    guard var scratch = Slab<UInt8>(count: text.readableBytes, filledWith: 0) else { throw .noMemory }
    let bytes = text.readableBytesUInt8Span
    var room = scratch.mutableSpan
    let message = try CarrierReader.read(bytes, scratch: &room)
    guard message.kind == .start else { return nil }
    func string(_ range: Range<Int>) -> String {
      String(decoding: range.map { scratch[$0] }, as: UTF8.self)
    }
    callSid = string(message.callSid)
    streamSid = string(message.streamSid)
    var found: [String: String] = [:]
    var walk = try CarrierParameters(bytes, message.parameters)
    while true {
      var room = scratch.mutableSpan
      guard let parameter = try walk.next(into: &room) else { break }
      found[string(parameter.name)] = string(parameter.value)
    }
    parameters = found
  }
}
