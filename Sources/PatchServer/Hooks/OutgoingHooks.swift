import Foundation
import HTTPTypes
import Logging
import NIOCore
import PatchNet

/// Tells others of every event: a signed POST each, in order, again and again until it is taken.
///
/// `X-Phonepatch-Signature` is `t=SECONDS,v1=…`: the base64 of an HMAC-SHA256, keyed with the secret, over `SECONDS.BODY`.
final class OutgoingHooks: Sendable {
  private let tasks: [Task<Void, Never>]

  /// Starts at once. `pause` is before the second try, in seconds; it doubles from then on. `resolve` says where a name
  /// leads.
  init(
    _ settings: HookSettings, events: EventLog, tries: Int = 6, pause: Double = 1,
    resolve: @escaping @Sendable (String) -> [String] = PrivateAddress.addresses
  ) {
    tasks = settings.urls.map { url in
      let feed = events.subscribe(buffer: 4096)
      return Task {
        var way = HookWay(host: URLParts(url)?.host ?? "", allowsPrivate: settings.allowsPrivate, resolve: resolve)
        for await event in feed where event.type != .webhookFailed && !Task.isCancelled {
          await Self.deliver(event, to: url, settings, events, &way, tries, pause)
        }
        await way.close()
      }
    }
  }

  /// What is on its way still goes; what fails now is not tried again.
  func stop() async {
    let patience = Task {
      try await Task.sleep(for: .seconds(2))
      for task in tasks { task.cancel() }
    }
    for task in tasks { await task.value }
    patience.cancel()
  }

  private static func deliver(
    _ event: Event, to url: String, _ settings: HookSettings, _ events: EventLog, _ way: inout HookWay,
    _ tries: Int, _ pause: Double
  ) async {
    var reason = ""
    for attempt in 0..<tries {
      if attempt > 0 {
        let wait = min(pause * Double(1 << (attempt - 1)), 60) * Double.random(in: 0.9...1.1)
        guard (try? await Task.sleep(for: .seconds(wait))) != nil else { break }
      }
      guard let http = await way.open() else {
        reason = "a private address"
        break
      }
      do {
        let answer = try await http.send(request(event, url, settings.secret))
        _ = try? await answer.collect(upTo: 1 << 16)
        if answer.status / 100 == 2 { return }
        reason = "answered \(answer.status)"
        // It was understood and is not wanted.
        if answer.status == 410 { break }
      } catch {
        reason = "\(error)"
      }
    }
    events.record(
      .webhookFailed,
      ["host": .string(URLParts(url)?.host ?? ""), "event": .integer(Int64(event.seq)), "reason": .string(reason)],
      level: .warning)
  }

  static func request(_ event: Event, _ url: String, _ secret: String) -> WebRequest {
    let body = event.json
    let seconds = WallClock.microseconds() / 1_000_000
    var request = WebRequest(.post, url, timeout: .seconds(10))
    request.fields[.contentType] = "application/json"
    request.fields[.userAgent] = "phonepatch"
    request.fields[.init("X-Phonepatch-Event")!] = event.type.rawValue
    request.fields[.init("X-Phonepatch-Signature")!] = "t=\(seconds),v1=" + signature(secret, seconds, body)
    // The same whenever it is sent again.
    request.fields[.init("Idempotency-Key")!] = "event-\(event.seq)"
    request.body = .bytes(ByteBuffer(string: body))
    return request
  }

  static func signature(_ secret: String, _ seconds: UInt64, _ body: String) -> String {
    TwilioSignature(token: secret, algorithm: .sha256).sign(url: "\(seconds).\(body)")
  }
}

extension EventType {
  /// An address that is told of events did not take one.
  public static let webhookFailed: EventType = "webhook.failed"
}
