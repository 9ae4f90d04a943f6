import PatchBase
import PatchWire

func fuzzJSON(_ input: [UInt8]) {
  var json = JSONReader(input.span)
  let skipped = try? json.skip()
  let isWhole = skipped != nil && (try? json.end()) != nil
  let walked = walk(input)
  law((skipped?.upperBound == walked), "walking ends where skipping ends")
  if isWhole { law(String(validating: input, as: UTF8.self) != nil, "what passes is UTF-8") }
  string(input)
}

/// Takes every part by itself, and returns where the value ended, or nil when it is not JSON.
private func walk(_ input: [UInt8]) -> Int? {
  var json = JSONReader(input.span)
  var memory = [UInt8](repeating: 0, count: input.count)
  var brackets: [Bool] = []  // true for an object
  do throws(Fault) {
    repeat {
      switch try json.kind() {
      case .object:
        try json.beginObject()
        brackets.append(true)
      case .array:
        try json.beginArray()
        brackets.append(false)
      case .string:
        let found = try json.string()
        var room = memory.mutableSpan
        let length = try json.text(of: found, into: &room)
        law(String(validating: memory[..<length], as: UTF8.self) != nil, "a text is UTF-8")
        law(length <= found.range.count, "a text is no longer than its string")
      case .number: law(Double(String(decoding: input[try json.number()], as: UTF8.self)) != nil, "a number is one")
      case .bool: _ = try json.bool()
      case .null: try json.null()
      }
      while let isObject = brackets.last {
        if isObject ? try json.nextKey() != nil : try json.nextElement() { break }
        brackets.removeLast()
      }
      law(json.depth == brackets.count, "depth counts brackets")
    } while !brackets.isEmpty
    return json.offset
  } catch { return nil }
}

/// The bytes as a text: written and read again it is the same, or it is not UTF-8.
private func string(_ input: [UInt8]) {
  var memory = [UInt8](repeating: 0, count: input.count * 6 + 2)
  var writer = JSONWriter(memory.mutableSpan)
  let isValid = String(validating: input, as: UTF8.self) != nil
  do throws(Fault) {
    writer.string(input.span)
    let written = Array(memory[..<(try writer.finish())])
    law(isValid, "only UTF-8 is written")
    var json = JSONReader(written.span)
    let found = try json.string()
    var text = [UInt8](repeating: 0, count: written.count)
    var room = text.mutableSpan
    let length = try json.text(of: found, into: &room)
    try json.end()
    law(Array(text[..<length]) == input, "reading undoes writing")
  } catch { law(!isValid && error == .malformed, "UTF-8 is written") }
}
