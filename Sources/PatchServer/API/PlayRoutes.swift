import Foundation
import HTTPTypes

/// Sound of the host: for one caller's ear alone, or for the whole room.
struct PlayRoutes: Sendable {
  let calls: CallRegistry
  let hosts: RoomHosts
  /// The operator's sounds.
  let folder: String?

  struct Playing: Decodable {
    /// A file of the folder of sounds.
    var file: String?
    /// Base64 of a WAV file, or of μ-law, at 8 kHz.
    var audio: String?
  }

  var routes: [APIRoute] {
    [
      route("whisper", "Play a sound to one caller; nobody else hears it", isWhisper: true),
      route("play", "Play a sound to everybody in the caller's room", isWhisper: false),
    ]
  }

  private func route(_ verb: String, _ summary: String, isWhisper: Bool) -> APIRoute {
    APIRoute(
      method: .post, path: "/v1/calls/{id}/\(verb)", role: .operator, name: verb + "Call", summary: summary,
      body: "Playing", status: 204
    ) { call throws(APIProblem) in
      guard let found = calls.call(call.path["id"] ?? ""), call.maySee(found.owner) else { throw .notFound("call") }
      let wanted = try call.document(Playing.self)
      let sound: [UInt8]
      if let audio = wanted.audio {
        guard let data = Data(base64Encoded: audio) else {
          throw APIProblem(.unprocessableContent, "bad_sound", "audio is base64.")
        }
        sound = try SoundFile.sound(Array(data))
      } else if let file = wanted.file {
        sound = try SoundFile.read(file, in: folder)
      } else {
        throw APIProblem(.badRequest, "bad_body", "The body has “file” or “audio”.")
      }
      guard await hosts.steer(call: found.id, .play(sound, isWhisper: isWhisper)) else {
        throw APIProblem(.conflict, "no_stream", "The call is not in a room now.")
      }
      return .nothing
    }
  }
}
