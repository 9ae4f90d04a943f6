import HTTPTypes
import NIOCore
import PatchBase
import PatchNet
import PatchWire

/// Connect, Start and Stop with a Stream inside.
extension CallSession {
  /// Blocks until the stream ends.
  func connect(_ verb: TwiMLElement) async throws -> Next {
    let began = now
    guard let stream = verb.children.first(where: { $0.name == "Stream" }) else {
      report.violations.append(Violation(.documentParse, "<Connect> without <Stream>", at: sinceAnswer))
      return .end
    }
    var ending = StreamReport.Ending.notOpened
    if let order = order(stream, bidirectional: true) {
      await tellStream(stream, order, "stream-started")
      let (stopped, stop) = AsyncStream.makeStream(of: Void.self)
      control.watch(stop)
      let outcome = await Self.open(order, on: carrier, stopped: stopped, ear: ear)
      control.watch(nil)
      ending = outcome.ending
      if outcome.format == .telephone { ear.place(outcome.heard.bytes, at: outcome.started + skipped) }
      report.streams.append(outcome)
      await tellStream(stream, order, ending == .notOpened ? "stream-error" : "stream-stopped")
    }
    note("Connect", ending.rawValue, since: began)
    if control.isPending { throw CallControl.Interrupted() }
    let over = ending == .callerHungUp || ending == .dropped
    guard let action = verb["action"] else {
      if over { throw HungUp() }
      return .verb
    }
    if over {
      await tell(action, usesGet: verb["method"] == "GET", callFields("completed"))
      throw HungUp()
    }
    return .document(url: resolve(action), usesGet: verb["method"] == "GET", fields: [])
  }

  /// Starts a unidirectional stream and goes on.
  func start(_ verb: TwiMLElement) -> Next {
    let began = now
    guard let stream = verb.children.first(where: { $0.name == "Stream" }) else {
      report.violations.append(Violation(.documentParse, "<Start> without <Stream>", at: sinceAnswer))
      return .end
    }
    if let order = order(stream, bidirectional: false) {
      let (stopped, stop) = AsyncStream.makeStream(of: Void.self)
      let running = Self.begin(order, on: carrier, stopped: stopped, ear: ear)
      background.append(
        Background(name: stream["name"] ?? order.streamSid, streamSid: order.streamSid, stop: stop, running: running))
    }
    note("Start", stream["name"] ?? "", since: began)
    return .verb
  }

  private static func begin(
    _ order: StreamOrder, on carrier: Carrier, stopped: AsyncStream<Void>, ear: EarTap
  ) -> Task<StreamReport, Never> {
    Task { await open(order, on: carrier, stopped: stopped, ear: ear) }
  }

  /// Stops a unidirectional stream by name.
  func stop(_ verb: TwiMLElement) async -> Next {
    let began = now
    let name = verb.children.first { $0.name == "Stream" }?["name"] ?? ""
    if let index = background.firstIndex(where: { $0.name == name }) {
      let stream = background.remove(at: index)
      stream.stop.yield()
      report.streams.append(await stream.running.value)
    }
    note("Stop", name, since: began)
    return .verb
  }

  private func callFields(_ status: String) -> [(String, String)] {
    WebhookFields.call(plan, callSid: report.callSid, accountSid: carrier.settings.accountSid, status: status)
  }

  /// What the TwiML asks for, or nil with the reason in the report.
  private func order(_ stream: TwiMLElement, bidirectional: Bool) -> StreamOrder? {
    let written = stream["url"] ?? ""
    guard let url = document.flatMap({ $0.resolving(written, webSocket: true) }) ?? WebAddress(written) else {
      report.violations.append(Violation(.streamURL, "Stream url \"\(written)\" is malformed", at: sinceAnswer))
      return nil
    }
    guard url.scheme == "wss" || (url.scheme == "ws" && url.isLoopback) else {
      report.violations.append(Violation(.streamScheme, "\(url.text): the scheme is not wss", at: sinceAnswer))
      return nil
    }
    guard !url.hasQuery else {
      report.violations.append(
        Violation(.streamHandshake, "\(url.text): a Stream url has no query string", at: sinceAnswer))
      return nil
    }
    let track = stream["track"] ?? "inbound_track"
    let tracks: [String: [CarrierTrack]] = [
      "inbound_track": [.inbound], "outbound_track": [.outbound], "both_tracks": [.inbound, .outbound],
    ]
    guard let chosen = tracks[track], !bidirectional || track == "inbound_track" else {
      report.violations.append(Violation(.badTrack, "track \(track) is not possible here", at: sinceAnswer))
      return nil
    }
    if let callback = stream["statusCallback"], WebAddress(callback) == nil {
      report.violations.append(Violation(.schema, "statusCallback \(callback) is not absolute", at: sinceAnswer))
    }
    var parameters: [(String, String)] = []
    for child in stream.children where child.name == "Parameter" {
      let pair = (child["name"] ?? "", child["value"] ?? "")
      if pair.0.isEmpty || pair.0.count + pair.1.count >= 500 {
        report.violations.append(Violation(.schema, "Parameter \"\(pair.0)\" is over 500 characters or has no name"))
      }
      parameters.append(pair)
    }
    let bytes = Int(carrier.settings.queueSeconds * Double(plan.media.bytesPerSecond))
    return StreamOrder(
      streamSid: random.sid("MZ"), callSid: report.callSid, accountSid: carrier.settings.accountSid,
      url: stream["url"].flatMap(WebAddress.init) != nil ? written : url.text, bidirectional: bidirectional,
      tracks: chosen, parameters: parameters, media: plan.media, queueBytes: bytes, caller: plan.caller,
      faults: plan.faults, hangsUp: hangsUp.map { $0 - skipped })
  }

  private func tellStream(_ stream: TwiMLElement, _ order: StreamOrder, _ event: String) async {
    guard let callback = stream["statusCallback"], WebAddress(callback) != nil else { return }
    await tell(
      callback, usesGet: stream["statusCallbackMethod"] == "GET",
      [
        ("AccountSid", order.accountSid), ("CallSid", order.callSid), ("StreamSid", order.streamSid),
        ("StreamName", stream["name"] ?? order.streamSid), ("StreamEvent", event),
        ("Timestamp", "2026-01-01T00:00:00Z"),
      ])
  }

  /// Connects as Twilio does and runs the stream; a refusal is in the report.
  static func open(
    _ order: StreamOrder, on carrier: Carrier, stopped: AsyncStream<Void>, ear: EarTap
  ) async -> StreamReport {
    var request = WebSocketRequest(order.url)
    let signature = TwilioSignature(token: carrier.settings.authToken)
    request.fields = [
      .userAgent: "Twilio.TmeWs/1.0", .twilioSignature: signature.sign(url: order.url), .acceptEncoding: "gzip",
    ]
    request.route = WebAddress(order.url).flatMap { carrier.settings.routes[$0.authority] }
    do {
      return try await carrier.webSockets.connect(request) { link in
        var stream = MediaStream(order, over: link, stopped: stopped, ear: ear)
        var report = await stream.run()
        for name in [HTTPField.Name.webSocketProtocol, .webSocketExtensions] where link.fields[name] != nil {
          report.violations.append(Violation(.streamHandshake, "\(name) in the answer, which was not asked for"))
        }
        return report
      }
    } catch {
      var report = StreamReport(
        streamSid: order.streamSid, url: order.url, bidirectional: order.bidirectional, format: order.media.format,
        started: .now(), heard: HeardTimeline())
      let failure = error as? WebFailure ?? .unreachable(String(describing: error))
      report.violations.append(violation(failure, order.url))
      return report
    }
  }

  private static func violation(_ failure: WebFailure, _ url: String) -> Violation {
    switch failure {
    case .timeout: Violation(.streamConnectTimeout, "\(url): no answer in time")
    case .unreachable(let text): Violation(.streamRefused, "\(url): \(text)")
    case .refused(let status, _): Violation(.streamHandshake, "\(url): answered \(status) instead of 101")
    case .tls(let text), .protocol(let text): Violation(.streamHandshake, "\(url): \(text)")
    case .address: Violation(.streamURL, "\(url) is malformed")
    case .closed, .tooLarge: Violation(.streamHandshake, "\(url): connection lost during the handshake")
    }
  }
}
