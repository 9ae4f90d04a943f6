import HTTPTypes
import NIOCore

/// Acts as Discord's users, and lets things go wrong: JSON over HTTP, for programs in any language.
struct ControlServer: Sendable {
  let world: DiscordWorld
  private let token: String
  private let routes: [ControlRoute]

  init(_ world: DiscordWorld, _ voice: VoiceServers? = nil, token: String) {
    self.world = world
    self.token = token
    routes = WorldControl.all + ActionControl.all + FaultControl.all + (voice.map(VoiceControl.routes) ?? [])
  }

  func answer(_ request: LabRequest) async -> LabReply {
    // A page in somebody's browser could reach this port too; it does not know the token.
    guard request.fields[.authorization] == "Bearer \(token)" else {
      return LabReply(401, ["error": "the control token is missing or wrong"])
    }
    let path = request.path.split(separator: "/").map(String.init)
    for route in routes where route.method == request.method {
      guard let parameters = route.match(path) else { continue }
      guard let body = request.json else { return LabReply(400, ["error": "the body is not JSON"]) }
      let call = ControlCall(world: world, parameters: parameters, body: body, query: request.query)
      do {
        return LabReply(200, try await route.handler(call))
      } catch let error as ControlFailure {
        return LabReply(error.status, ["error": .string(error.message)])
      } catch {
        return LabReply(500, ["error": .string("\(error)")])
      }
    }
    let known = routes.map { "\($0.method) \($0.template)" }.sorted()
    return LabReply(404, ["error": "there is no such endpoint", "endpoints": .array(known.map { .string($0) })])
  }
}
