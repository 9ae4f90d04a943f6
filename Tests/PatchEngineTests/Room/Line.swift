// One phone line in virtual time: the carrier's end, written without any code of the engine.
import PatchBase

/// A caller and the carrier between: says bytes, keeps the playback queue, and notes what was heard.
final class Line {
  let sid: String
  var id = SlotID(index: 0, generation: 0)
  /// Sound still to be said, and how much of it was.
  var speech: [UInt8] = []
  var said = 0
  /// Sizes of the messages in turn; the last one repeats.
  var sizes: [Int] = [160]
  /// When messages leave: µs that a message is late, by its first byte's number of 20 ms.
  var hold: (Int) -> UInt64 = { _ in 0 }
  var sendsTimestamp = true
  var bytesPerSample = 1
  var rate = 8000
  var silenceByte: UInt8 = 0xFF
  private var sent = 0

  /// All payload bytes that came, in order; what a clear threw away is still here.
  var received: [UInt8] = []
  /// What came out of the phone: bytes in real time from the first one on.
  var heard: [UInt8] = []
  /// Bytes of silence that the phone made because nothing was queued.
  var dry = 0
  var queue: [UInt8] = []
  var clears = 0
  var messages: [String] = []
  var mediaCount = 0
  private var pendingMarks: [(name: String, at: Int)] = []
  private var enqueued = 0
  private var played = 0
  private var clock: UInt64?
  /// Mark echoes that wait to be delivered to the Room.
  var echoes: [String] = []

  init(_ sid: String) { self.sid = sid }

  func start(encoding: String = "audio/x-mulaw", rate: Int = 8000) -> String {
    """
    {"event":"start","sequenceNumber":"1","start":{"accountSid":"AC1","streamSid":"\(sid)","callSid":"CA1",\
    "tracks":["inbound"],"mediaFormat":{"encoding":"\(encoding)","sampleRate":\(rate),"channels":1},\
    "customParameters":{}},"streamSid":"\(sid)"}
    """
  }

  func media(_ payload: ArraySlice<UInt8>, timestamp: Int?) -> String {
    sent += 1
    let time = timestamp.map { "\"timestamp\":\"\($0)\"," } ?? ""
    return """
      {"event":"media","sequenceNumber":"\(sent + 1)","media":{"track":"inbound","chunk":"\(sent)",\(time)\
      "payload":"\(base64(payload))"},"streamSid":"\(sid)"}
      """
  }

  func dtmf(_ digit: Character) -> String {
    #"{"event":"dtmf","streamSid":"\#(sid)","sequenceNumber":"9","dtmf":{"track":"inbound_track","digit":"\#(digit)"}}"#
  }

  func mark(_ name: String) -> String {
    #"{"event":"mark","sequenceNumber":"9","streamSid":"\#(sid)","mark":{"name":"\#(name)"}}"#
  }

  func stop() -> String {
    #"{"event":"stop","sequenceNumber":"9","streamSid":"\#(sid)","stop":{"accountSid":"AC1","callSid":"CA1"}}"#
  }

  /// The messages due by `now`, µs after the call began: a message goes when its last sample was said.
  func due(at now: UInt64) -> [String] {
    var all: [String] = []
    while said < speech.count {
      let size = min(sizes.count > 1 ? sizes.removeFirst() : sizes[0], speech.count - said)
      let end = said + size
      let leaves = UInt64(end / bytesPerSample) * 1_000_000 / UInt64(rate) + hold(said / (bytesPerSample * rate / 50))
      guard leaves <= now else {
        sizes.insert(size, at: 0)
        if sizes.count > 2 || sizes.count == 2 { return all }
        return all
      }
      let milliseconds = said / bytesPerSample * 1000 / rate
      all.append(media(speech[said..<end], timestamp: sendsTimestamp ? milliseconds : nil))
      said = end
    }
    return all
  }

  /// A message from the Room arrives.
  func take(_ text: String, at now: UInt64) {
    play(until: now)
    messages.append(text)
    if text.hasPrefix(#"{"event":"media","streamSid":"\#(sid)","media":{"payload":""#), text.hasSuffix(#""}}"#) {
      let start = text.utf8.index(
        text.startIndex, offsetBy: #"{"event":"media","streamSid":"\#(sid)","media":{"payload":""#.utf8.count)
      let end = text.utf8.index(text.endIndex, offsetBy: -3)
      let bytes = unbase64(text[start..<end].utf8)
      received += bytes
      queue += bytes
      enqueued += bytes.count
      mediaCount += 1
      if clock == nil { clock = now }
    } else if text == #"{"event":"clear","streamSid":"\#(sid)"}"# {
      clears += 1
      played = enqueued
      queue.removeAll()
      echo()
    } else if text.hasPrefix(#"{"event":"mark","streamSid":"\#(sid)","mark":{"name":""#) {
      let name = text.split(separator: "\"")[13]
      pendingMarks.append((String(name), enqueued))
      echo()
    } else {
      messages.append("UNEXPECTED " + text)
    }
  }

  /// Real time goes on at the phone.
  func play(until now: UInt64) {
    guard let begun = clock else { return }
    let bytes = Int((now - begun) * UInt64(rate) / 1_000_000) * bytesPerSample
    guard bytes > 0 else { return }
    clock = begun + UInt64(bytes / bytesPerSample) * 1_000_000 / UInt64(rate)
    let ready = min(bytes, queue.count)
    heard += queue[0..<ready]
    queue.removeFirst(ready)
    played += ready
    dry += bytes - ready
    heard += [UInt8](repeating: silenceByte, count: bytes - ready)
    echo()
  }

  private func echo() {
    while let first = pendingMarks.first, first.at <= played {
      echoes.append(first.name)
      pendingMarks.removeFirst()
    }
  }
}

private let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

func base64(_ bytes: ArraySlice<UInt8>) -> String {
  var out: [UInt8] = []
  var rest = bytes
  while rest.count >= 3 {
    let a = rest.removeFirst(), b = rest.removeFirst(), c = rest.removeFirst()
    let word = Int(a) << 16 | Int(b) << 8 | Int(c)
    for shift in [18, 12, 6, 0] { out.append(alphabet[word >> shift & 63]) }
  }
  if rest.count == 1 {
    let word = Int(rest.first!) << 16
    out += [alphabet[word >> 18 & 63], alphabet[word >> 12 & 63], 0x3D, 0x3D]
  } else if rest.count == 2 {
    let word = Int(rest.first!) << 16 | Int(rest.last!) << 8
    out += [alphabet[word >> 18 & 63], alphabet[word >> 12 & 63], alphabet[word >> 6 & 63], 0x3D]
  }
  return String(decoding: out, as: UTF8.self)
}

private let values: [Int] = {
  var table = [Int](repeating: -1, count: 256)
  for (i, c) in alphabet.enumerated() { table[Int(c)] = i }
  return table
}()

func unbase64(_ text: some Sequence<UInt8>) -> [UInt8] {
  var out: [UInt8] = []
  var word = 0
  var bits = 0
  for c in text where values[Int(c)] >= 0 {
    word = (word << 6 | values[Int(c)]) & 0xFFFFFF
    bits += 6
    if bits >= 8 {
      bits -= 8
      out.append(UInt8(word >> bits & 255))
    }
  }
  return out
}
