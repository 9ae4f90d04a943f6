import PatchBase
import PatchWire

/// Any bytes as a message.
func fuzzCarrier(_ input: [UInt8]) {
  var scratch = [UInt8](repeating: 0, count: input.count)
  for linear in [Encoding.l16, .l16Network] {
    var room = scratch.mutableSpan
    guard let m = try? CarrierReader.read(input.span, scratch: &room, linear: linear) else { continue }
    for range in [m.streamSid, m.accountSid, m.callSid, m.protocolName, m.protocolVersion, m.payload, m.markName] {
      law(range.lowerBound >= 0 && range.upperBound <= scratch.count, "ranges lie in scratch")
    }
    for text in [m.streamSid, m.accountSid, m.callSid, m.markName] {
      law(String(validating: scratch[text], as: UTF8.self) != nil, "texts are UTF-8")
    }
    law(m.parameters.upperBound <= input.count, "parameters lie in the message")
    if m.kind == .start { law(m.format != nil && !m.streamSid.isEmpty, "a start has format and stream") }
    parameters(input, m)
    if m.kind == .media {
      again(m, scratch)
      slowly(input, m, scratch)
    }
  }
}

/// Walking over them ends, and gives each what it has.
private func parameters(_ input: [UInt8], _ m: CarrierMessage) {
  var memory = [UInt8](repeating: 0, count: input.count)
  var room = memory.mutableSpan
  do throws(Fault) {
    var walk = try CarrierParameters(input.span, m.parameters)
    var last = -1
    while try walk.next(into: &room) != nil {
      law(walk.offset > last, "a walk moves on")
      last = walk.offset
    }
  } catch { law(false, "parameters of a message that was read can be walked") }
}

/// A space in front leads past the short way for usual messages, and makes no difference.
private func slowly(_ input: [UInt8], _ m: CarrierMessage, _ scratch: [UInt8]) {
  let message = [0x20] + input
  var memory = [UInt8](repeating: 0, count: message.count)
  var room = memory.mutableSpan
  guard let n = try? CarrierReader.read(message.span, scratch: &room) else { return law(false, "both ways accept") }
  law(n.kind == m.kind && n.track == m.track && n.sequenceNumber == m.sequenceNumber, "both ways agree")
  law(n.chunk == m.chunk && n.timestamp == m.timestamp, "both ways count alike")
  law(Array(memory[n.payload]) == Array(scratch[m.payload]), "both ways hear the same")
  law(Array(memory[n.streamSid]) == Array(scratch[m.streamSid]), "both ways name the stream")
}

/// What was read, written by an application and read again, is the same.
private func again(_ m: CarrierMessage, _ scratch: [UInt8]) {
  var out = [UInt8](repeating: 0, count: 6 * scratch.count + 200)
  let sid = Array(scratch[m.streamSid]), payload = Array(scratch[m.payload])
  var room = out.mutableSpan
  guard let length = try? CarrierWriter.media(streamSid: sid.span, payload: payload.span, into: &room) else {
    return law(false, "what was read can be written")
  }
  let message = Array(out[..<length])
  var memory = [UInt8](repeating: 0, count: length)
  var target = memory.mutableSpan
  let found = try? CarrierReader.read(message.span, scratch: &target)
  law(
    found.map { Array(memory[$0.payload]) == payload && Array(memory[$0.streamSid]) == sid } == true, "both ends agree")
}

/// Any bytes as what a host hands to the writers of both roles.
func fuzzMessages(_ input: [UInt8]) {
  guard input.count >= 3 else { return }
  let kind = input[0] % 8, cut = min(Int(input[1]), input.count - 3)
  let first = Array(input[3..<3 + cut]), second = Array(input[(3 + cut)...])
  var out = [UInt8](repeating: 0, count: 24 * input.count + 600)
  var room = out.mutableSpan
  let length: Int
  do throws(Fault) {
    length = try write(kind, input[2], first, second, into: &room)
  } catch {
    let isText = String(validating: first, as: UTF8.self) != nil && String(validating: second, as: UTF8.self) != nil
    return law(!isText || error == .argument, "only texts that are none and keys that are none are refused")
  }
  let message = Array(out[..<length])
  law(String(validating: message, as: UTF8.self) != nil, "a message is UTF-8")
  var scratch = [UInt8](repeating: 0, count: length)
  var target = scratch.mutableSpan
  guard let m = try? CarrierReader.read(message.span, scratch: &target) else {
    return law(kind == 4 && first.isEmpty, "what is written can be read")
  }
  let isConnected = kind == 3
  law(isConnected || Array(scratch[m.streamSid]) == first, "the stream comes back")
  switch m.kind {
  case .media: law(Array(scratch[m.payload]) == second, "the sound comes back")
  case .mark: law(Array(scratch[m.markName]) == second, "the name comes back")
  case .start, .stop: law(Array(scratch[m.callSid]) == second, "the call comes back")
  case .dtmf, .clear, .connected: break
  case .unknown: law(false, "the event is known")
  }
}

private func write(
  _ kind: UInt8, _ number: UInt8, _ first: [UInt8], _ second: [UInt8], into out: inout MutableSpan<UInt8>
) throws(Fault) -> Int {
  let sequence = UInt64(number) << UInt64(number % 56)
  switch kind {
  case 0: return try CarrierWriter.media(streamSid: first.span, payload: second.span, into: &out)
  case 1: return try CarrierWriter.mark(streamSid: first.span, name: second.span, into: &out)
  case 2: return try CarrierWriter.clear(streamSid: first.span, into: &out)
  case 3: return try CarrierWriter.connected(into: &out)
  case 4:
    return try CarrierWriter.start(
      sequenceNumber: sequence, streamSid: first.span, accountSid: second.span, callSid: second.span,
      tracks: CarrierTracks(rawValue: UInt32(number & 3)), format: .telephone, into: &out
    ) { (json) throws(Fault) in
      json.member(second.span, first.span)
    }
  case 5:
    return try CarrierWriter.media(
      sequenceNumber: sequence, streamSid: first.span, track: number & 1 == 0 ? .inbound : .outbound, chunk: sequence,
      timestamp: sequence, payload: second.span, into: &out)
  case 6: return try CarrierWriter.dtmf(sequenceNumber: sequence, streamSid: first.span, digit: number, into: &out)
  default:
    return try CarrierWriter.stop(
      sequenceNumber: sequence, streamSid: first.span, accountSid: first.span, callSid: second.span, into: &out)
  }
}
