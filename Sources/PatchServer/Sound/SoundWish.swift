import HTTPTypes
import PatchAudio
import PatchBase

/// The leg that somebody wants: where, under which name, and in which format.
struct SoundWish: Decodable, Sendable, Equatable {
  let room: String
  var name: String?
  /// `pcm16` or `mulaw`.
  var format: String?
  var sampleRate: Int?

  /// Whoever is not named is a guest. Control characters have no place on anybody's screen.
  var shownName: String {
    let text = String(
      String.UnicodeScalarView((name ?? "").unicodeScalars.filter { $0.properties.generalCategory != .control }))
    let trimmed = text.prefix(60).drop { $0 == " " }
    return trimmed.isEmpty ? "Guest" : String(trimmed)
  }

  var formatName: String { format ?? "pcm16" }

  func audio() throws(APIProblem) -> AudioFormat {
    guard RoomName.isValid(room) else { throw APIProblem(.room) }
    let isLinear = formatName == "pcm16"
    guard isLinear || formatName == "mulaw" else {
      throw APIProblem(.unprocessableContent, "bad_format", "format is pcm16 or mulaw.")
    }
    let rate = sampleRate ?? (isLinear ? 16_000 : 8000)
    guard isLinear ? [8000, 16_000, 24_000, 48_000].contains(rate) : rate == 8000 else {
      throw APIProblem(
        .unprocessableContent, "bad_sample_rate",
        isLinear ? "sample_rate is 8000, 16000, 24000 or 48000." : "mulaw has 8000 samples a second.")
    }
    return isLinear ? AudioFormat(.l16, sampleRate: Int32(rate)) : .telephone
  }
}
