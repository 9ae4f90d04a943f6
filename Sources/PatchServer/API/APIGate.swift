import HTTPTypes
import Hummingbird
import NIOCore
import PatchNet

/// Lets in who has a token, and nobody whom a page elsewhere sends.
struct APIGate: Sendable {
  let tokens: [APIToken]
  /// On loopback only this machine's names count as ours: a foreign name that points here is somebody's trick.
  let isLoopback: Bool
  let refusals: Refusals
  static let largestBody = 256 * 1024

  func token(_ request: Request) throws(APIProblem) -> APIToken {
    try token(authorization: request.headers[.authorization], path: request.uri.path)
  }

  /// Whose token a header names.
  func token(authorization: String?, path: String) throws(APIProblem) -> APIToken {
    guard let text = authorization else { throw refuse("no token", path) }
    let words = text.split(separator: " ")
    guard words.count == 2, words[0].lowercased() == "bearer" else { throw refuse("no bearer token", path) }
    var found: APIToken?
    // All are compared, in constant time: neither order nor length of the secrets can be measured.
    let given = TwilioSignature.bodySHA256(Array(words[1].utf8)).utf8
    for token in tokens {
      let kept = TwilioSignature.bodySHA256(Array(token.secret.utf8)).utf8
      if zip(given, kept).reduce(UInt8(0), { $0 | ($1.0 ^ $1.1) }) == 0 { found = token }
    }
    guard let found else { throw refuse("unknown token", path) }
    return found
  }

  /// Whether the request names us as we are named.
  func checkHost(_ request: Request) throws(APIProblem) {
    try checkHost(request.head.authority, origin: request.headers[.origin])
  }

  func checkHost(_ authority: String?, origin: String?) throws(APIProblem) {
    guard isLoopback else { return }
    let authority = authority ?? ""
    let host = authority.replacing(/:[0-9]{1,5}$/, with: "").lowercased()
    // The whole name: one may begin as an address of ours and belong to somebody else.
    guard ["localhost", "[::1]"].contains(host) || host.wholeMatch(of: /127(\.[0-9]{1,3}){3}/) != nil else {
      throw APIProblem(.forbidden, "host", "This address answers only to the names of its own machine.")
    }
    if let origin {
      guard origin.split(separator: "/").last.map(String.init) == authority else {
        throw APIProblem(.forbidden, "origin", "Pages from elsewhere may not use the API.")
      }
    }
  }

  private func refuse(_ reason: String, _ path: String) -> APIProblem {
    // What stands behind the collection's name may be somebody's number.
    let place = path.split(separator: "/").prefix(2).joined(separator: "/")
    refusals.record(reason, url: "/" + String(place.prefix(40)))
    return APIProblem(
      .unauthorized, "no_token", "Send “Authorization: Bearer …” with one of the tokens of PHONEPATCH_API_TOKENS.")
  }
}
