import Foundation
import Logging
import Testing

@testable import PatchServer

@Suite struct ConfigurationTests {
  static let minimal = ["TWILIO_AUTH_TOKEN": "s3cret"]

  func load(_ more: [String: String] = [:], yaml: String? = nil) async throws -> ServerConfiguration {
    let file = try yaml.map { try TemporaryFile($0) }
    return try await ConfigurationLoader.load(
      environment: Self.minimal.merging(more) { $1 }, file: file?.path)
  }

  func problems(_ more: [String: String] = [:], yaml: String? = nil) async -> String {
    do {
      _ = try await load(more, yaml: yaml)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func defaultsNeedOnlyTheToken() async throws {
    let configuration = try await load()
    var expected = ServerConfiguration()
    expected.twilio.authToken = "s3cret"
    #expect(configuration == expected)
    await #expect(throws: ConfigurationError.self) { try await ConfigurationLoader.load(environment: [:]) }
  }

  @Test func environmentStandsAboveTheFile() async throws {
    let yaml = """
      listen: 127.0.0.1:9000
      log_level: debug
      twilio: {account_sid: AC0123456789abcdef0123456789abcdef}
      room:
        lead_ms: 250
        prefill_ms: auto
        sample_rate: 16000
      limits: {calls: 7}
      numbers:
        +15550100: lobby
        "client:bob": bobs
      """
    let configuration = try await load(["PHONEPATCH_ROOM_LEAD_MS": "100", "PHONEPATCH_THREADS": "3"], yaml: yaml)
    #expect(configuration.listen == ListenAddress(host: "127.0.0.1", port: 9000))
    #expect(configuration.logLevel == .debug && configuration.threads == 3 && configuration.limits.calls == 7)
    #expect(configuration.room.leadMilliseconds == 100 && configuration.room.sampleRate == 16_000)
    #expect(configuration.numbers == ["+15550100": "lobby", "client:bob": "bobs"])
    #expect(configuration.twilio.accountSID.hasPrefix("AC0123"))
  }

  /// Made anew with `phonepatch serve --example > .env.example`.
  @Test func theExampleNamesEverySetting() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    let file = try String(contentsOf: root.appendingPathComponent(".env.example"), encoding: .utf8)
    #expect(file == ConfigurationLoader.example, "phonepatch serve --example > .env.example")
  }

  @Test func everySettingHasItsVariable() async throws {
    let routes = try TemporaryFile(RouteTests.file)
    let values = [
      "routes": routes.path,
      "listen": "0.0.0.0:80", "public_url": "https://calls.example", "log_level": "trace", "numbers": "+1=a,+2=b",
      "twilio.account_sid": "AC0123456789abcdef0123456789abcdef", "twilio.auth_token": "x",
      "twilio.auth_token_secondary": "y", "twilio.api_base": "http://127.0.0.1:1", "room.sample_rate": "48000",
      "room.prefill_ms": "20", "room.min_delay_ms": "60", "room.max_delay_ms": "90",
      "twilio.webhook_url": "https://calls.example/webhook/voice", "discord.authority": "ca.pem",
      "discord.spenders": "5,6", "policy.blocked": "+14155550198", "data": "kept", "console": "page",
      "admin_listen": "127.0.0.1:81",
      "api_tokens": "me:admin:0123456789abcdef", "guilds": "12,34", "discord.token": "t",
      "discord.api_base": "http://127.0.0.1:2/api/v10", "policy.countries": "US,+4420",
      "policy.do_not_call": "+14155550199",
      "policy.rates": "+4420=0.5,US=0.25", "twilio.api_key": "SK0123456789abcdef0123456789abcdef",
      "twilio.api_secret": "z", "twilio.region": "ie1", "twilio.edge": "dublin", "twilio.phone_number": "+14155550100",
      "prompts": "spoken", "language": "de", "recording": "announce", "twilio.webhooks": "restore", "orphans": "hangup",
      "twilio.fallback_url": "https://handler.twilio.com/twiml/EH1", "ngrok.api": "http://127.0.0.1:4040/api",
      "cloudflared.metrics": "127.0.0.1:20241", "webhooks": "https://hooks.example/a",
      "webhook_secret": "s3cret-s3cret-1",
      "webhook_private": "true",
    ]
    var environment: [String: String] = [:]
    for setting in Settings.all { environment[setting.variable] = values[setting.key] ?? "" }
    for setting in Settings.all where values[setting.key] == nil {
      environment[setting.variable] = setting.key.hasPrefix("limits.message") ? "2048" : "20"
    }
    let configuration = try await ConfigurationLoader.load(environment: environment)
    environment["PHONEPATCH_API_TOKENS"] = "me"
    for setting in Settings.all { #expect(setting.show(configuration) == environment[setting.variable]) }
    #expect(!configuration.effective.contains("auth_token: x") && configuration.effective.contains("auth_token: (set)"))
  }

  @Test func unknownNamesAreNamed() async {
    let variable = await problems(["PHONEPATCH_LISTNE": "x"])
    #expect(variable.contains("PHONEPATCH_LISTNE") && variable.contains("did you mean PHONEPATCH_LISTEN?"))
    let key = await problems(yaml: "room:\n  lead_mss: 5\nnonsense: {a: {b: 1}}\n")
    #expect(key.contains("room.lead_mss") && key.contains("did you mean room.lead_ms?"))
    #expect(key.contains("nonsense.a.b"))
    #expect(await problems(["PATH": "x", "TWILIO_WHATEVER": "x", "PHONEPATCH_SHARED": "x"]) == "")
  }

  @Test(arguments: [
    ("PHONEPATCH_LISTEN", "nowhere"), ("PHONEPATCH_LISTEN", "h:99999"), ("PHONEPATCH_PUBLIC_URL", "http://example.com"),
    ("PHONEPATCH_PUBLIC_URL", "https://h/?q"), ("PHONEPATCH_PUBLIC_URL", "wss://h"),
    ("TWILIO_API_BASE", "http://10.0.0.1"),
    ("TWILIO_API_BASE", "ftp://h"), ("TWILIO_ACCOUNT_SID", "AC1"), ("PHONEPATCH_LOG_LEVEL", "loud"),
    ("PHONEPATCH_THREADS", "-1"), ("PHONEPATCH_ROOM_SAMPLE_RATE", "44100"), ("PHONEPATCH_NUMBERS", "+1"),
    ("PHONEPATCH_NUMBERS", "+1=a room"), ("PHONEPATCH_LIMITS_CALLS", "0"), ("PHONEPATCH_ROOM_MIN_DELAY_MS", "900"),
    ("PHONEPATCH_LISTEN", "0.0.0.0:8080"),
  ])
  func badValuesAreNamed(variable: String, value: String) async {
    let message = await problems([variable: value])
    let named = variable == "PHONEPATCH_LISTEN" && value.hasPrefix("0.") ? "PHONEPATCH_PUBLIC_URL" : variable
    #expect(message.contains(named) || message.contains("room.min_delay_ms"))
  }

  @Test func allProblemsAreToldAtOnce() async {
    let message = await problems(["PHONEPATCH_THREADS": "x", "PHONEPATCH_BOGUS": "x", "PHONEPATCH_LOG_LEVEL": "x"])
    #expect(message.split(separator: "\n").count == 3)
  }

  @Test func secretsComeFromFiles() async throws {
    let file = try TemporaryFile("from-file\n")
    let configuration = try await ConfigurationLoader.load(environment: ["TWILIO_AUTH_TOKEN_FILE": file.path])
    #expect(configuration.twilio.authToken == "from-file")
    #expect(await problems(["TWILIO_AUTH_TOKEN_FILE": file.path]).contains("both set"))
    #expect(await problems(["TWILIO_AUTH_TOKEN_SECONDARY_FILE": "/nonexistent"]).contains("/nonexistent"))
    let inFile = try TemporaryFile("twilio:\n  auth_token_file: \(file.path)\n")
    let other = try await ConfigurationLoader.load(environment: [:], file: inFile.path)
    #expect(other.twilio.authToken == "from-file")
  }

  @Test func aBadSecretIsNotShown() async {
    #expect(!(await problems(["TWILIO_AUTH_TOKEN": "hush hush"])).contains("hush"))
  }

  @Test func unreadableFilesAreNamed() async throws {
    #expect(await problems(["PHONEPATCH_CONFIG": "/nonexistent.yaml"]).contains("/nonexistent.yaml"))
    #expect(await problems(yaml: "- a\n- b\n") != "")
    #expect(await problems(yaml: "a: [b\n") != "")
    #expect(await problems(yaml: "") == "")
  }

  @Test func aTakenPortIsNamed() async throws {
    try await withServer { (carrier: TestCarrier) async throws in
      var configuration = ServerConfiguration()
      configuration.twilio.authToken = "x"
      configuration.listen.port = carrier.server.port
      await #expect { try await PhonepatchServer.start(configuration) } throws: { error in
        "\(error)".contains("PHONEPATCH_LISTEN") && "\(error)".contains("\(carrier.server.port)")
      }
    }
  }

  @Test func listenAddresses() {
    #expect(ListenAddress("8080") == ListenAddress(host: "127.0.0.1", port: 8080))
    #expect(ListenAddress("[::1]:80")?.description == "[::1]:80")
    #expect(ListenAddress("::1:80") == nil && ListenAddress(":80") == nil && ListenAddress("[h]:80") == nil)
    #expect(
      ListenAddress(host: "127.0.0.2", port: 1).isLoopback && !ListenAddress(host: "10.0.0.1", port: 1).isLoopback)
  }
}
