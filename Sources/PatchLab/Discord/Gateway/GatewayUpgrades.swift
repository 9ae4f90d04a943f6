import NIOCore
import NIOHTTP1
import PatchNet

/// Who may connect to the gateway: anybody; what they ask for is answered on the connection.
struct GatewayUpgrades: Sendable {
  let world: DiscordWorld
  let interval: TimeAmount

  func decide(_ head: HTTPRequestHead) -> UpgradeDecision {
    let parts = head.uri.split(separator: "?", maxSplits: 1)
    guard (parts.first ?? "/") == "/" || parts.first == "/gateway" else { return .refuse(.notFound) }
    var query: [String: String] = [:]
    for pair in parts.count > 1 ? parts[1].split(separator: "&") : [] {
      let sides = pair.split(separator: "=", maxSplits: 1)
      query[String(sides[0])] = sides.count > 1 ? String(sides[1]) : ""
    }
    let compression = query["compress"].flatMap(StreamCompression.init(rawValue:))
    var greeting: GatewayClose?
    if !["9", "10", nil].contains(query["v"]) { greeting = .invalidVersion }
    if !["json", nil].contains(query["encoding"]) { greeting = .decodeError }
    return .accept { [greeting] channel in
      let link = GatewayLink(channel, compression: compression)
      try channel.pipeline.syncOperations.addHandler(
        GatewaySocket(world: world, link: link, interval: interval, greeting: greeting))
    }
  }
}
