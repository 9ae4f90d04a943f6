import NIOCore
import NIOHTTP1
import PatchNet

/// Decides who may open a media socket: whoever signs the address as Twilio does and holds a token of a call we answered.
struct MediaUpgrades: Sendable {
  let check: TwilioSignatureCheck
  let address: ServerAddress
  let grants: StreamGrants
  let hosts: RoomHosts
  let context: RoomContext
  let refusals: Refusals
  let startPatience: TimeAmount

  private static let prefix = "/twilio/media/"

  @Sendable func decide(_ head: HTTPRequestHead) -> UpgradeDecision {
    guard head.uri.hasPrefix(Self.prefix) else { return .pass }
    let token = head.uri.dropFirst(Self.prefix.count).drop { $0 == "/" }
    // Twilio drops queries of stream addresses, and a token in one would end up in logs along the way.
    guard !head.uri.contains("?") else { return refuse("query in a media address") }
    guard let signature = head.headers.first(name: "x-twilio-signature") else {
      return refuse("no X-Twilio-Signature")
    }
    // Before the token: whoever cannot sign uses none up.
    guard check.acceptsUpgrade(signature, url: address.socket(head.uri)) else {
      return refuse("signature does not fit this URL")
    }
    guard let grant = grants.claim(String(token.prefix { $0 != "/" })) else {
      return refuse("token unknown, used or expired")
    }
    guard context.calls.call(grant.callID) != nil else { return refuse("call is over") }
    return .accept { channel in
      try channel.pipeline.syncOperations.addHandler(
        MediaSocket(grant: grant, hosts: hosts, context: context, patience: startPatience))
    }
  }

  private func refuse(_ reason: String) -> UpgradeDecision {
    refusals.record(reason, url: address.socket(Self.prefix + "•••"))
    return .refuse(.forbidden)
  }
}
