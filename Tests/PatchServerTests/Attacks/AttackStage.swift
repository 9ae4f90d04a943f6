import Foundation
import Logging
import NIOConcurrencyHelpers
import Testing

@testable import PatchLab
@testable import PatchServer

/// A server with everything in it that others want: two guilds, calls, a recording, and a log of all that it says.
struct AttackStage {
  /// What must not be in a log: gathered while the attack goes on.
  final class Secrets: Sendable {
    private let kept = NIOLockedValueBox<Set<String>>([])
    func add(_ text: some StringProtocol) { kept.withLockedValue { _ = $0.insert(String(text)) } }
    var all: Set<String> { kept.withLockedValue { $0 } }
  }

  let bridge: Bridge
  /// The operator's.
  let client: APITests.Client
  let folder: String
  let secrets: Secrets

  static let neighbour = "neighbour-token-0123456789"

  var server: PhonepatchServer { bridge.server }
  var carrier: TestCarrier { bridge.carrier }

  func client(_ token: String?) -> APITests.Client { APITests.Client(port: client.port, token: token) }

  /// An administrator of another guild.
  var stranger: APITests.Client { client(Self.neighbour) }

  /// The address of a call's stream, whose token is a secret.
  func mediaPath(_ answer: HTTPExchange) throws -> String {
    let path = try TestCarrier.mediaPath(answer.body)
    secrets.add(try #require(path.split(separator: "/").last))
    return path
  }

  /// A recording of the operator's as the server keeps them.
  func addRecording(_ id: String, path: String? = nil, owner: String = "default", call: String? = nil) async throws {
    let recordings = try #require(server.parts.recordings)
    try FileManager.default.createDirectory(atPath: recordings.folder, withIntermediateDirectories: true)
    try Data("RIFFsound".utf8).write(to: URL(fileURLWithPath: recordings.folder + "/" + id + ".wav"))
    server.parts.store?.put(
      .recording(
        RecordingRecord(
          id: id, callID: call, owner: owner, path: path ?? id + ".wav", mode: "announce", created: 1,
          expires: Int64.max, milliseconds: 1, bytes: 9)))
    _ = await server.parts.store?.flush()
  }

  func count(_ type: EventType) -> Int { server.events.snapshot().count { $0.type == type } }
}

/// Runs an attack, and looks afterwards for what must not stand in the log.
func withAttack(
  _ change: (inout ServerConfiguration) -> Void = { _ in }, _ body: (AttackStage) async throws -> Void
) async throws {
  try await withoutLeaks { (secrets: AttackStage.Secrets) async throws in
    try await APITests.withAPI { configuration in
      configuration.apiTokens.append(APIToken("next:admin@8:\(AttackStage.neighbour)")!)
      configuration.policy.guilds = ["7", "8"]
      configuration.policy.perNumber = 100
      configuration.policy.each.calls = 20
      change(&configuration)
    } _: { (bridge: Bridge, client: APITests.Client) async throws in
      let stage = AttackStage(
        bridge: bridge, client: client, folder: try #require(bridge.server.parts.configuration.data), secrets: secrets)
      try await body(stage)
      for event in bridge.server.events.snapshot() { #expect(leaks(event.json, secrets.all) == []) }
    }
  }
}

/// Catches all that servers log, down to the smallest, and looks through it.
func withoutLeaks(_ body: (AttackStage.Secrets) async throws -> Void) async throws {
  let folder = try TemporaryFolder()
  let log = folder.path + "/log"
  _ = FileManager.default.createFile(atPath: log, contents: nil)
  let file = try #require(FileHandle(forWritingAtPath: log))
  let descriptor = file.fileDescriptor
  let logger = Logger(label: "attacked") { JSONLogHandler(label: $0, level: .trace, descriptor: descriptor) }
  let secrets = AttackStage.Secrets()
  for secret in [TestCarrier.token, APITests.admin, APITests.viewer, APITests.guild, AttackStage.neighbour] {
    secrets.add(secret)
  }
  try await TestLog.$logger.withValue(logger) { try await body(secrets) }
  let text = try String(contentsOfFile: log, encoding: .utf8)
  #expect(text.contains("server.started"), "the log is the server's")
  #expect(leaks(text, secrets.all) == [])
  try? file.close()
  withExtendedLifetime(folder) {}
}

/// Secrets, and numbers in full.
private func leaks(_ text: String, _ secrets: Set<String>) -> [String] {
  var found = secrets.filter { text.contains($0) }.sorted()
  for line in text.split(separator: "\n") where line.contains(/(\+|%2[Bb])[0-9]{7,}/) { found.append(String(line)) }
  for digits in ["4155552671", "4155555310", "4155550100", "9005550123", "2079460958"] where text.contains(digits) {
    found.append(digits)
  }
  return found
}
