import Foundation
import NIOCore

/// Counts requests as Discord does: a bucket for each route and main resource, and one for all of a bot's requests.
struct RateLimiter: Sendable {
  struct Rule: Sendable, Equatable {
    var limit: Int
    var window: TimeAmount

    init(_ limit: Int, per seconds: Double) {
      self.limit = limit
      window = .span(seconds)
    }
  }

  /// What is to be told with the answer.
  struct Verdict: Sendable, Equatable {
    var limit: Int
    var remaining: Int
    /// Seconds until the bucket is full again.
    var resetAfter: Double
    var bucket: String
    /// Seconds to wait, when the request is refused.
    var retryAfter: Double?
    var scope = "user"

    var fields: [(String, String)] {
      var fields = [
        ("X-RateLimit-Limit", String(limit)), ("X-RateLimit-Remaining", String(remaining)),
        ("X-RateLimit-Reset", Self.seconds(Date().timeIntervalSince1970 + resetAfter)),
        ("X-RateLimit-Reset-After", Self.seconds(resetAfter)), ("X-RateLimit-Bucket", bucket),
      ]
      if let retryAfter {
        fields.append(("Retry-After", String(Int(retryAfter.rounded(.up)))))
        fields.append(("X-RateLimit-Scope", scope))
        if scope == "global" { fields.append(("X-RateLimit-Global", "true")) }
      }
      return fields
    }

    static func seconds(_ value: Double) -> String { String(format: "%.3f", max(value, 0)) }
  }

  private struct Bucket: Sendable {
    var used = 0
    var ends: NIODeadline
  }

  /// All requests of one bot.
  var global = Rule(50, per: 1)
  /// Answers of 401, 403 and 429 until an address is shut out.
  var invalid = Rule(10_000, per: 600)
  private let seed: UInt64
  private var buckets: [String: Bucket] = [:]

  init(seed: UInt64) { self.seed = seed }

  /// Counts one request.
  /// - Parameters:
  ///   - route: method and template.
  ///   - major: the id of the channel, guild or webhook; each has its own bucket.
  ///   - caller: whose requests are counted together.
  ///   - counted: whether the global limit applies; interactions are outside of it.
  mutating func take(
    route: String, rule: Rule, major: String, caller: String, counted: Bool, now: NIODeadline
  ) -> Verdict {
    let name = hash(route)
    if counted, let wait = use("global \(caller)", global, now).wait {
      return Verdict(
        limit: global.limit, remaining: 0, resetAfter: wait, bucket: name, retryAfter: wait, scope: "global")
    }
    let use = use("\(name) \(major) \(caller)", rule, now)
    return Verdict(
      limit: rule.limit, remaining: use.remaining, resetAfter: use.reset, bucket: name, retryAfter: use.wait)
  }

  /// Counts an answer that says that the client is at fault; true when the address is shut out.
  mutating func isShutOut(caller: String, invalid isInvalid: Bool, now: NIODeadline) -> Bool {
    let key = "invalid \(caller)"
    if isInvalid { return use(key, invalid, now).wait != nil }
    guard let bucket = buckets[key], bucket.ends > now else { return false }
    return bucket.used >= invalid.limit
  }

  private mutating func use(_ key: String, _ rule: Rule, _ now: NIODeadline) -> (
    remaining: Int, reset: Double, wait: Double?
  ) {
    var bucket = buckets[key] ?? Bucket(ends: now + rule.window)
    if bucket.ends <= now { bucket = Bucket(ends: now + rule.window) }
    let left = (bucket.ends - now).inSeconds
    guard bucket.used < rule.limit else { return (0, left, left) }
    bucket.used += 1
    buckets[key] = bucket
    return (rule.limit - bucket.used, left, nil)
  }

  /// Buckets have names that say nothing (FNV-1a, twice).
  private func hash(_ text: String) -> String {
    var one: UInt64 = 0xCBF2_9CE4_8422_2325 ^ seed
    var other = one ^ 0x5555_5555_5555_5555
    for byte in text.utf8 {
      one = (one ^ UInt64(byte)) &* 0x100_0000_01B3
      other = (other ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    return [one, other].map {
      String(String($0, radix: 16).reversed()).padding(toLength: 16, withPad: "0", startingAt: 0)
    }
    .joined()
  }
}
