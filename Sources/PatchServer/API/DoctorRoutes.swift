import HTTPTypes

/// What `phonepatch doctor` would say of the server that runs.
struct DoctorRoutes: Sendable {
  let configuration: ServerConfiguration
  let status: StatusRoutes
  let store: Store?
  let address: ServerAddress
  let tokens: [APIToken]
  /// What only the program around us can look at: machine and libraries.
  let examine: @Sendable () -> [DoctorFinding]

  struct Report: Encodable {
    let checkedAt: String
    let findings: [DoctorFinding]
  }

  var routes: [APIRoute] {
    [
      APIRoute(
        method: .get, path: "/v1/doctor", role: .admin, name: "examine",
        summary: "What is wrong, and how to mend it", answer: "Examination"
      ) { call throws(APIProblem) in
        guard call.token.owner == nil else {
          throw APIProblem(.forbidden, "role", "The whole bridge is the operator's to look at.")
        }
        var findings = await bridge(call.token)
        findings += await ServiceCheck.run(configuration).map(Self.finding)
        findings += examine()
        return .of(Report(checkedAt: CallView.time(Int64(WallClock.microseconds())), findings: findings))
      }
    ]
  }

  private func bridge(_ token: APIToken) async -> [DoctorFinding] {
    let now = await status.status(token)
    var found: [DoctorFinding] = []
    func add(_ name: String, _ verdict: DoctorFinding.Verdict, _ value: String, _ remedy: String? = nil) {
      found.append(DoctorFinding(group: "Bridge", name: name, verdict: verdict, value: value, remedy: remedy))
    }
    add(
      "new calls", now.ready ? .good : .warning, now.ready ? "welcome" : "not now: it is about to stop",
      now.ready ? nil : "start it again")
    let isPublic = address.text.hasPrefix("https://")
    add(
      "public address", isPublic ? .good : .information, address.text,
      isPublic ? nil : "a telephone network needs https: PHONEPATCH_PUBLIC_URL, or a tunnel")
    switch now.store {
    case "good": add("history", .good, "is written")
    case "failing":
      add("history", .wrong, "cannot be written", "the log says why: a full disk, or a file without leave")
    default: add("history", .warning, "nothing is kept", "PHONEPATCH_DATA names a folder")
    }
    if now.discord.configured {
      let isReady = now.discord.state == "ready"
      add(
        "Discord gateway", isReady ? .good : .wrong, now.discord.state,
        isReady ? nil : "see the log; is DISCORD_TOKEN right?")
    }
    add(
      "tokens", configuration.apiTokens.isEmpty ? .information : .good,
      configuration.apiTokens.isEmpty ? "one for this run only" : "\(tokens.count)",
      configuration.apiTokens.isEmpty ? "PHONEPATCH_API_TOKENS=name:role:token keeps them over a restart" : nil)
    return found
  }

  private static func finding(_ answer: ServiceCheck.Answer) -> DoctorFinding {
    let verdict: DoctorFinding.Verdict =
      switch answer.verdict {
      case .good: .good
      case .warning: .warning
      case .wrong: .wrong
      }
    return DoctorFinding(
      group: "Services", name: answer.subject, verdict: verdict, value: answer.text, remedy: answer.remedy)
  }
}
