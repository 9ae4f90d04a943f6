import NIOCore
import Testing

@testable import PatchLab

@Suite struct RateLimiterTests {
  private let begin = NIODeadline.uptimeNanoseconds(1_000_000_000)

  private func take(
    _ limiter: inout RateLimiter, major: String = "1", caller: String = "bot", counted: Bool = true, after: Double = 0
  ) -> RateLimiter.Verdict {
    limiter.take(
      route: "POST /x", rule: .init(5, per: 5), major: major, caller: caller, counted: counted,
      now: begin + .span(after))
  }

  @Test func countsAndRefillsAtOnce() {
    var limiter = RateLimiter(seed: 1)
    for left in (0..<5).reversed() { #expect(take(&limiter).remaining == left) }
    let refused = take(&limiter, after: 2)
    #expect(refused.retryAfter == 3 && refused.remaining == 0 && refused.scope == "user")
    #expect(take(&limiter, after: 4.999).retryAfter != nil)
    #expect(take(&limiter, after: 5).remaining == 4)
  }

  @Test func eachChannelAndBotHasItsOwn() {
    var limiter = RateLimiter(seed: 1)
    for _ in 0..<5 { _ = take(&limiter) }
    #expect(take(&limiter, major: "2").retryAfter == nil)
    #expect(take(&limiter, caller: "another").retryAfter == nil)
    #expect(take(&limiter).retryAfter != nil)
  }

  @Test func allRequestsCountTogether() {
    var limiter = RateLimiter(seed: 1)
    for index in 0..<50 { #expect(take(&limiter, major: "\(index)").retryAfter == nil) }
    let refused = take(&limiter, major: "new")
    #expect(refused.scope == "global" && refused.retryAfter == 1)
    #expect(refused.fields.contains { $0 == ("X-RateLimit-Global", "true") })
    #expect(take(&limiter, major: "new", counted: false).retryAfter == nil, "interactions do not count")
    #expect(take(&limiter, major: "new", after: 1).retryAfter == nil)
  }

  @Test func shutsOutWhoIsWrongTooOften() {
    var limiter = RateLimiter(seed: 1)
    limiter.invalid = .init(3, per: 600)
    func isOut(_ caller: String, _ invalid: Bool, after: Double = 0) -> Bool {
      limiter.isShutOut(caller: caller, invalid: invalid, now: begin + .span(after))
    }
    for _ in 0..<3 { #expect(!isOut("a", true)) }
    #expect(isOut("a", false) && !isOut("b", false))
    #expect(!isOut("a", false, after: 600))
  }
}
