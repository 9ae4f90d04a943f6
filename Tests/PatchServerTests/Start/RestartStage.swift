import Testing

@testable import PatchLab
@testable import PatchServer

/// A telephone network that lives on while one server after the other runs beside it: the same ports, the same data.
struct RestartStage {
  let network: TwilioLab
  let client: APITests.Client
  /// What the servers keep.
  let data: String
  let port: Int
  private let environment: [String: String]

  /// With one telephone, `Bridge.friend`.
  static func run(phone: LabPhone, _ body: (RestartStage) async throws -> Void) async throws {
    var settings = TwilioLabSettings(authToken: TestCarrier.token)
    settings.numbers = [Bridge.number]
    settings.phones = [Bridge.friend: phone]
    let folder = try TemporaryFolder()
    let (port, admin) = (try FreePort.find(), try FreePort.find())
    let network = try await TwilioLab.start(settings)
    let stage = RestartStage(
      network: network, client: APITests.Client(port: admin), data: folder.path, port: port,
      environment: [
        "PHONEPATCH_LISTEN": "127.0.0.1:\(port)", "PHONEPATCH_ADMIN_LISTEN": "127.0.0.1:\(admin)",
        "PHONEPATCH_DATA": folder.path, "PHONEPATCH_API_TOKENS": "boss:admin:\(APITests.admin)",
        "TWILIO_ACCOUNT_SID": settings.accountSid, "TWILIO_AUTH_TOKEN": TestCarrier.token,
        "TWILIO_API_BASE": network.apiBase, "TWILIO_PHONE_NUMBER": Bridge.number,
      ])
    do { try await body(stage) } catch {
      await network.stop()
      throw error
    }
    await network.stop()
    withExtendedLifetime(folder) {}
  }

  /// A server that answers.
  func serve(_ more: [String: String]) async throws -> Program {
    let program = try Program(["serve"], environment.merging(more) { $1 })
    try #require(try await reach(20) { try await client.ask("GET", "/v1/status").status == 200 })
    return program
  }

  /// A call to the telephone from the lobby.
  func place() async throws -> String {
    let placed = try await client.json("POST", "/v1/calls", #"{"to":"\#(Bridge.friend)","room":"lobby"}"#)
    return try #require(placed["id"] as? String)
  }
}
