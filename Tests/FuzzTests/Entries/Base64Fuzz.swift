import PatchBase
import PatchWire

func fuzzBase64(_ input: [UInt8]) {
  let decoded = decode(input)
  if let decoded { law(encode(decoded) == input, "one text for each row of bytes") }
  law(decode(encode(input)) == input, "decoding undoes encoding")

  // The same text as a JSON string takes another way through the decoder.
  guard !input.contains(where: { $0 == 0x22 || $0 == 0x5C }) else { return }
  law(decodeString([0x22] + input + [0x22]) == decoded, "a JSON string decodes alike")
  let escapes = input.flatMap { [0x5C, 0x75, 0x30, 0x30, digit($0 >> 4), digit($0 & 15)] }
  guard input.allSatisfy({ $0 < 0x80 }) else { return }
  law(decodeString([0x22] + escapes + [0x22]) == decoded, "and so does one of escapes")
}

private func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

private func decode(_ text: [UInt8]) -> [UInt8]? {
  var memory = [UInt8](repeating: 0, count: Base64.decodedCapacity(text.count))
  var room = memory.mutableSpan
  guard let length = try? Base64.decode(text.span, into: &room) else { return nil }
  return Array(memory[..<length])
}

private func decodeString(_ text: [UInt8]) -> [UInt8]? {
  var json = JSONReader(text.span)
  var memory = [UInt8](repeating: 0, count: text.count)
  var room = memory.mutableSpan
  guard let length = try? json.base64(into: &room), (try? json.end()) != nil else { return nil }
  return Array(memory[..<length])
}

func encode(_ bytes: [UInt8]) -> [UInt8] {
  var memory = [UInt8](repeating: 0, count: Base64.encodedCount(bytes.count))
  var room = memory.mutableSpan
  let length = try? Base64.encode(bytes.span, into: &room)
  law(length == memory.count, "encoding fills its room")
  return memory
}
