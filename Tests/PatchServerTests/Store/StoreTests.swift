import Foundation
import GRDB
import Logging
import Testing

@testable import PatchServer

/// A folder that is gone with the test.
final class TemporaryFolder {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("phonepatch-\(UUID().uuidString)").path

  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite(.timeLimit(.minutes(1))) struct StoreTests {
  static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  /// For holding a lock.
  static func queue(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  static func call(_ id: String, ended: Bool = false) -> CallRecord {
    let call = Call(
      id: id, provider: "twilio", providerID: "CA-" + id, direction: .outbound, handler: "room", owner: "7",
      from: "+14155550100", to: "+14155552671", state: .placing, legs: 0, since: 5)
    return CallRecord(call, reason: ended ? "busy" : nil, ended: ended ? 9 : nil)
  }

  @Test func theFirstMigrationHasItsTables() async throws {
    let folder = try TemporaryFolder()
    let store = Store(path: folder.path + "/a/b.sqlite", logger: Self.quiet)
    let (tables, mode) = try await store.read { database in
      (
        try String.fetchSet(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table'"),
        try String.fetchOne(database, sql: "PRAGMA journal_mode")
      )
    }
    #expect(
      tables.isSuperset(of: ["person", "number", "call", "event", "recording", "transcript", "setting", "audit"]))
    #expect(mode == "wal")
    let rights = try FileManager.default.attributesOfItem(atPath: store.path)[.posixPermissions] as? Int
    #expect(rights == 0o600)
    await store.close()
  }

  @Test func aCallIsOneRowWhateverBecomesOfIt() async throws {
    let folder = try TemporaryFolder()
    let store = Store(path: folder.path + "/s.sqlite", logger: Self.quiet)
    for _ in 0..<3 { store.put(.call(Self.call("one"))) }
    #expect(await store.flush())
    store.put(.call(Self.call("one", ended: true)))
    #expect(await store.flush())
    let rows = try await store.read { try CallRecord.fetchAll($0) }
    #expect(rows == [Self.call("one", ended: true)])
    await store.close()
  }

  @Test func aLockedStoreWritesLaterAndLosesNothing() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/s.sqlite"
    let store = Store(path: path, logger: Self.quiet)
    let other = try Self.queue(path)
    try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    let begin = ContinuousClock.now
    for number in 0..<500 { store.put(.call(Self.call("c\(number)"))) }
    // Whoever puts does not wait.
    #expect(ContinuousClock.now - begin < .seconds(1))
    let deadline = ContinuousClock.now + .seconds(10)
    while store.failures == 0, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(20)) }
    #expect(store.failures > 0 && store.isFailing)
    try await other.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
    #expect(await store.flush(within: .seconds(20)))
    #expect(try await store.read { try CallRecord.fetchCount($0) } == 500)
    #expect(!store.isFailing)
    await store.close()
  }

  @Test func aStoreThatCannotBeOpenedStopsNobody() async throws {
    let folder = try TemporaryFolder()
    let blocked = folder.path + "/file"
    try Data("x".utf8).write(to: URL(fileURLWithPath: blocked))
    let store = Store(path: blocked + "/s.sqlite", logger: Self.quiet)
    store.put(.call(Self.call("one")))
    await #expect(throws: StoreUnavailable.self) { try await store.read { try CallRecord.fetchCount($0) } }
    #expect(store.failures > 0)
    // As soon as it can be opened, what waited is written.
    try FileManager.default.removeItem(atPath: blocked)
    #expect(await store.flush(within: .seconds(10)))
    #expect(try await store.read { try CallRecord.fetchCount($0) } == 1)
    await store.close()
  }

  @Test func tooManyEventsAreCountedAndCallsStillFit() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/s.sqlite"
    let store = Store(path: path, capacity: 10, logger: Self.quiet)
    let other = try Self.queue(path)
    try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    let log = EventLog(logger: Self.quiet, keep: { store.put(.event(EventRecord($0))) })
    for _ in 0..<100 { log.record(.callStatus) }
    store.put(.call(Self.call("one")))
    #expect(store.lost > 0)
    try await other.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
    #expect(await store.flush(within: .seconds(20)))
    let (calls, events) = try await store.read { (try CallRecord.fetchCount($0), try EventRecord.fetchCount($0)) }
    #expect(calls == 1 && UInt64(events) + store.lost == 100)
    await store.close()
  }

  @Test func aBackupIsWholeAndComesBack() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/s.sqlite"
    let copy = folder.path + "/copy.sqlite"
    let store = Store(path: path, logger: Self.quiet)
    store.put(.call(Self.call("kept")))
    #expect(await store.flush())
    // While it runs.
    try StoreBackup.save(path, to: copy)
    #expect(throws: StoreBackup.Failure.self) { try StoreBackup.save(path, to: copy) }
    store.put(.call(Self.call("later")))
    #expect(await store.flush())
    #expect(throws: (any Error).self) { try StoreBackup.restore(copy, to: path) }
    await store.close()
    try StoreBackup.restore(copy, to: path)
    let again = Store(path: path, logger: Self.quiet)
    #expect(try await again.read { try String.fetchAll($0, sql: "SELECT id FROM call") } == ["kept"])
    await again.close()
    let junk = try TemporaryFile("no database")
    #expect(throws: (any Error).self) { try StoreBackup.restore(junk.path, to: path) }
  }

  @Test func aServerKeepsItsCallsAndGoesOnNumbering() async throws {
    let folder = try TemporaryFolder()
    var last: UInt64 = 0
    try await withServer {
      $0.data = folder.path
    } _: { (carrier: TestCarrier) async throws in
      _ = try await carrier.voice(call: 1)
      _ = try await carrier.post(
        "/twilio/status", [("CallSid", TestCarrier.callSid(1)), ("CallStatus", "completed")])
      last = try #require(carrier.server.events.snapshot().last?.seq)
    }
    let store = Store(path: folder.path + "/phonepatch.sqlite", logger: Self.quiet)
    let (calls, events) = try await store.read { (try CallRecord.fetchAll($0), try EventRecord.fetchAll($0)) }
    await store.close()
    let call = try #require(calls.first)
    #expect(calls.count == 1 && call.state == "ended" && call.reason == "completed" && call.from == "+14155555310")
    #expect(events.map(\.type).contains("call.ended"))
    // In full only where numbers belong.
    #expect(!events.contains { $0.data.contains("5555310") })
    #expect(events.filter { $0.callID == call.id }.allSatisfy { $0.owner == "default" })
    try await withServer {
      $0.data = folder.path
    } _: { (carrier: TestCarrier) async throws in
      #expect(try #require(carrier.server.events.snapshot().first).seq > last)
    }
  }
}
