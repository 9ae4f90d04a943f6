import HTTPTypes
import NIOCore
import PatchNet

/// Say, Play and Pause.
extension CallSession {
  func sound(_ verb: TwiMLElement) async throws -> Next {
    let began = now
    defer { note(verb.name, verb.text.isEmpty ? verb["digits"] ?? "" : String(verb.text.prefix(80)), since: began) }
    switch verb.name {
    case "Pause": try await wait(verb.number("length", default: 1))
    case "Say": try await repeated(verb, Tones.speech(verb.text))
    default:
      if let digits = verb["digits"] {
        try await play(Tones.digits(digits))
      } else {
        try await repeated(verb, await fetchSound(verb.text))
      }
    }
    return .verb
  }

  private func repeated(_ verb: TwiMLElement, _ sound: [UInt8]) async throws {
    guard !sound.isEmpty else { return }
    let loops = Int(verb.number("loop", default: 1))
    // 0 means for ever, which at Twilio is a thousand times.
    for _ in 0..<(loops == 0 ? 1000 : min(max(loops, 1), 1000)) { try await play(sound) }
  }

  /// The sound behind a URL as μ-law at 8 kHz; empty, and reported, when there is none.
  private func fetchSound(_ url: String) async -> [UInt8] {
    let full = resolve(url)
    do {
      let response = try await carrier.http.send(WebRequest(.get, full, timeout: .seconds(10)))
      let body = try await response.collect(upTo: 16 << 20)
      guard response.status / 100 == 2 else {
        report.violations.append(Violation(.retrieval, "\(full) answered \(response.status)", at: sinceAnswer))
        return []
      }
      return try Speech.mulaw(wav: Array(body.readableBytesView))
    } catch {
      report.violations.append(Violation(.contentType, "\(full): \(error)", at: sinceAnswer))
      return []
    }
  }
}
