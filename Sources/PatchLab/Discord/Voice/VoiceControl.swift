import Foundation

/// Letting things go wrong in voice, and seeing what the voice servers saw.
enum VoiceControl {
  static func routes(_ voice: VoiceServers) -> [ControlRoute] {
    [
      ControlRoute("GET", "/voice") { _ in
        let text = String(decoding: try JSONEncoder().encode(await voice.report()), as: UTF8.self)
        return JSONValue(parsing: text) ?? .null
      },
      // Members are those of VoiceFaults; without any, nothing goes wrong any more.
      ControlRoute("PUT", "/voice/faults") { call in
        let faults: VoiceFaults
        do {
          faults = try JSONDecoder().decode(VoiceFaults.self, from: Data(call.body.without("guild", "user").text.utf8))
        } catch {
          throw ControlFailure(400, "not the members of voice faults: \(error)")
        }
        let user = try call.optionalID("user")?.raw
        await voice.perform(.faults(guild: try call.id("guild").raw, user: user, faults: faults))
        return [:]
      },
      ControlRoute("POST", "/voice/close") { call in
        guard let code = call.body["code"].int, (1000...4999).contains(code) else {
          throw ControlFailure(400, "code is 1000 to 4999")
        }
        await voice.perform(
          .close(guild: try call.id("guild").raw, user: try call.id("user").raw, code: UInt16(code)))
        return [:]
      },
      ControlRoute("POST", "/voice/drop") { call in
        await voice.perform(.drop(guild: try call.id("guild").raw, user: try call.id("user").raw))
        return [:]
      },
      ControlRoute("POST", "/voice/version") { call in
        guard let version = call.body["version"].int, (0...1).contains(version) else {
          throw ControlFailure(400, "version is 0 or 1")
        }
        await voice.perform(.version(channel: try call.id("channel").raw, version: version))
        return [:]
      },
    ]
  }
}
