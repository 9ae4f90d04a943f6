import PatchBase
import PatchSeal

/// Any bytes as a frame: with and without pass-through, and mutated from one that is good.
func fuzzFrames(_ input: [UInt8]) {
  let base = [UInt8](repeating: 3, count: 16)
  guard var frames = try? DaveFrames(small), var far = try? DaveFrames(small), var update = try? DaveUpdate(users: 1)
  else {
    return law(false, "memory is there")
  }
  guard (try? update.addReceiver(5, base: base.span)) != nil, (try? update.setSender(base: base.span)) != nil else {
    return law(false, "a base is taken")
  }
  frames.apply(&update, at: Ticks(microseconds: 0))
  guard (try? update.setSender(base: base.span)) != nil else { return }
  far.apply(&update, at: Ticks(microseconds: 0))
  var out = [UInt8](repeating: 0, count: input.count + DaveFrames.overhead)
  var room = out.mutableSpan
  let opened = frames.open(input.span, from: 5, at: Ticks(microseconds: 1), into: &room)
  law(opened.verdict != .opened && opened.count <= input.count, "nobody has sealed that")
  if opened.verdict.isSound { law(opened.verdict == .silence && opened.count == 3, "only silence passes") }

  // The same bytes as sound.
  room = out.mutableSpan
  guard let count = try? far.seal(input.span, into: &room) else { return law(false, "any sound can be sealed") }
  let frame = Array(out[..<count])
  law(FrameTrailer(frame.span)?.mediaCount == input.count, "a sealed frame is one")
  var sound = [UInt8](repeating: 0, count: frame.count)
  var target = sound.mutableSpan
  let again = frames.open(frame.span, from: 5, at: Ticks(microseconds: 1), into: &target)
  law(again.verdict == .opened && Array(sound[..<again.count]) == input, "what was sealed opens")
  target = sound.mutableSpan
  law(frames.open(frame.span, from: 5, at: Ticks(microseconds: 1), into: &target).verdict == .replayed, "once")
}

private var small: DaveFramesSettings {
  var settings = DaveFramesSettings()
  settings.users = 2
  settings.speakers = 1
  return settings
}

/// Any bytes as what the gateway says: a row of steps, each a kind, a length and as many bytes.
func fuzzSession(_ input: [UInt8]) {
  var settings = DaveSettings(user: 7, channel: 927_310_423_890_473_011)
  settings.users = 4
  guard var session = try? DaveSession(settings, keys: .seeded(1)), var update = try? DaveUpdate(users: 4) else {
    return law(false, "memory is there")
  }
  var buffer = [UInt8](repeating: 0, count: 4096)
  var offset = 0, moment: UInt64 = 0
  while offset + 2 < input.count {
    let kind = input[offset]
    let length = min(Int(input[offset + 1]) * (kind & 0x40 == 0 ? 1 : 16), input.count - offset - 2)
    let body = Array(input[offset + 2..<offset + 2 + length])
    offset += 2 + length
    moment += UInt64(kind) * 50_000
    let now = Ticks(microseconds: moment), number = body.first ?? 0
    switch kind & 15 {
    case 0: session.start(version: Int(number & 1), at: now)
    case 1: session.connect(UInt64(number))
    case 2: session.disconnect(UInt64(number))
    case 3: session.prepareTransition(UInt16(number), version: Int(kind >> 7), at: now)
    case 4: session.executeTransition(UInt16(number), at: now)
    case 5: session.prepareEpoch(UInt64(number), version: Int(kind >> 7), at: now)
    case 6: session.recover(at: now)
    case 7: session.tick(at: now)
    case 8: session.receive(([25] + body).span, at: now)
    case 9: session.receive(([27] + body).span, at: now)
    case 10: session.receive(([29] + body).span, at: now)
    case 11: session.receive(([30] + body).span, at: now)
    default: session.receive(body.span, at: now)
    }
    var polls = 0
    while polls < 200 {
      polls += 1
      var room = buffer.mutableSpan
      guard let output = try? session.poll(into: &room) else {
        buffer += buffer
        continue
      }
      if output == .none { break }
      if output == .update { law((try? session.take(into: &update)) == true, "an update that is told is there") }
      if case .binary(let count) = output {
        law(count > 1 && (buffer[0] == 26 || buffer[0] == 28), "only key packages and commits are sent")
      }
    }
    law(polls < 200, "polling ends")
  }
}
