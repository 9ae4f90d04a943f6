import PatchBase
import PatchEngine
import PatchWire

/// Any bytes as a message of Discord's voice gateway, as an answer to a discovery, and as a datagram told apart.
func fuzzVoice(_ input: [UInt8]) {
  var scratch = [UInt8](repeating: 0, count: VoiceReader.scratch)
  var room = scratch.mutableSpan
  if let found = VoiceDiscovery.response(input.span, ssrc: 7) {
    law(found.address.lowerBound == 8 && found.address.upperBound <= 72, "an address lies in its place")
  }
  _ = VoiceKeepalive.isOther(input.span)
  if let binary = try? VoiceReader.binary(input.span) {
    law(binary.payload.upperBound == input.count, "all is payload")
  }
  guard let message = try? VoiceReader.read(input.span, scratch: &room) else { return }
  law(message.address.upperBound <= scratch.count && message.key.upperBound <= scratch.count, "ranges lie in scratch")
  law(message.users.upperBound <= input.count, "users lie in the message")
  law(message.key.isEmpty || message.key.count == 32, "a key has 32 bytes")
  if !message.users.isEmpty {
    do throws(Fault) {
      var walk = try VoiceUsers(input.span, message.users)
      while try walk.next() != nil {}
    } catch { law(false, "users of a message that was read can be walked") }
  }
  let spaced = [0x20] + input
  var again = [UInt8](repeating: 0, count: VoiceReader.scratch)
  var other = again.mutableSpan
  guard let twin = try? VoiceReader.read(spaced.span, scratch: &other) else { return law(false, "space means nothing") }
  law(twin.number == message.number && twin.ssrc == message.ssrc && twin.user == message.user, "both are the same")
  law(again == scratch, "and so are their texts")
}

/// Any bytes as what happens to a session: pieces with a kind and a length, on a session that waits, connects or is ready.
func fuzzConnection(_ input: [UInt8]) {
  guard input.count > 2 else { return }
  let required = input[0] & 1 == 0
  guard var session = try? VoiceSession(VoiceSessionSettings(user: 1, requireDave: required)) else { return }
  var now: UInt64 = 1
  var buffer = [UInt8](repeating: 0, count: VoiceSession.longestMessage)
  var socket: UInt32 = 0
  session.join(guild: 1, channel: 2, at: Ticks(microseconds: now))
  var place = 1
  while place < input.count {
    let kind = input[place]
    let end = min(place + 2 + (place + 1 < input.count ? Int(input[place + 1]) * 2 : 0), input.count)
    let piece = Array(input[min(place + 2, end)..<end])
    place = end
    now += UInt64(kind) * 1000
    feed(&session, kind % 13, piece, socket, Ticks(microseconds: now))
    var polls = 0
    while polls < 3000 {
      polls += 1
      var room = buffer.mutableSpan
      let output: VoiceOutput
      do throws(Fault) { output = try session.poll(into: &room) } catch {
        return law(false, "every output fits the longest message")
      }
      if case .wait = output { break }
      if case .connect(let number, _) = output { socket = number }
    }
    law(polls < 3000, "poll comes to an end")
  }
  let all = session.statistics
  law(all.waiting <= 64 && all.sources <= 64, "memory is bounded")
  law(!required || all.sent == 0, "without a group's key nothing is sent")
}

private func feed(_ session: inout VoiceSession, _ kind: UInt8, _ piece: [UInt8], _ socket: UInt32, _ now: Ticks) {
  switch kind {
  case 0, 1: try? session.text(socket, piece.span, at: now)
  case 2: try? session.binary(socket, piece.span, at: now)
  case 3: session.datagram(piece.span, at: now)
  case 4: session.tick(at: now)
  case 5: try? session.state(session: piece.span, channel: piece.isEmpty ? nil : UInt64(piece[0]), at: now)
  case 6: try? session.server(endpoint: piece.span, token: piece.span, at: now)
  case 7: session.opened(socket, at: now)
  case 8: session.closed(socket, code: 3990 + piece.count, at: now)
  case 9: try? session.send(piece.span, at: now)
  case 10: try? session.daveBinary(UInt32(piece.count & 3), piece.span)
  case 11: session.tick(at: Ticks(microseconds: now.microseconds + 20_000_000))
  default: session.leave(at: now)
  }
}
