import NIOCore
import PatchNet

/// How patient the carrier is with one URL: Twilio's defaults, changed by the URL's fragment (`#ct=2000&rc=2&rp=all`).
struct WebhookRules: Equatable {
  /// What makes the carrier try again.
  enum Retry: String { case ct, rt, all, http4 = "4xx", http5 = "5xx" }

  var connect = TimeAmount.milliseconds(5000)
  var read = TimeAmount.milliseconds(15000)
  var total = TimeAmount.milliseconds(15000)
  var retries = 1
  var policy: [Retry] = [.ct]

  init(_ url: String) {
    guard let hash = url.firstIndex(of: "#") else { return }
    for pair in url[url.index(after: hash)...].split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { continue }
      let number = Int64(parts[1])
      switch parts[0] {
      case "ct": connect = number.map { .milliseconds(min(max($0, 100), 10_000)) } ?? connect
      case "rt": read = number.map { .milliseconds(min(max($0, 100), 15_000)) } ?? read
      case "tt": total = number.map { .milliseconds(min(max($0, 100), 15_000)) } ?? total
      case "rc": retries = number.map { Int(min(max($0, 0), 5)) } ?? retries
      case "rp": policy = parts[1].split(separator: ",").compactMap { Retry(rawValue: String($0)) }
      default: break
      }
    }
  }

  /// Does the policy ask for another attempt after this?
  func retries(after outcome: Result<Int, WebFailure>) -> Bool {
    if policy.contains(.all) {
      if case .success(let status) = outcome { return status >= 400 }
      return true
    }
    switch outcome {
    case .success(let status):
      return (policy.contains(.http4) && status / 100 == 4) || (policy.contains(.http5) && status / 100 == 5)
    case .failure(.unreachable), .failure(.tls): return policy.contains(.ct)
    case .failure(.timeout): return policy.contains(.rt)
    case .failure: return false
    }
  }
}
