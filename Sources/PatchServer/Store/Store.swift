import Foundation
public import GRDB
public import Logging
import NIOConcurrencyHelpers

/// What is kept: one SQLite file. Writing goes through a bounded queue and a task of its own, so that nobody waits for a
/// disk; a batch that fails is tried again until it is written or the server ends.
public final class Store: Sendable {
  private struct State {
    var pool: DatabasePool?
    var failures: UInt64 = 0
    var written: UInt64 = 0
    var isFailing = false
  }

  public let path: String
  private let queue: StoreQueue
  private let state = NIOLockedValueBox(State())
  private let logger: Logger
  private let writer = NIOLockedValueBox<Task<Void, Never>?>(nil)
  private let hurried = NIOLockedValueBox(false)

  /// A file that cannot be opened now is tried again with every batch; until then reading throws.
  public init(path: String, capacity: Int = 50_000, logger: Logger) {
    self.path = path
    self.logger = logger
    queue = StoreQueue(capacity: capacity)
    do { try open() } catch { failed(error) }
    writer.withLockedValue { $0 = Task { await self.run() } }
  }

  /// Opens or makes the file, private to its user, and brings its tables up to date.
  static func pool(_ path: String, readOnly: Bool = false) throws -> DatabasePool {
    if !readOnly {
      let folder = (path as NSString).deletingLastPathComponent
      if !folder.isEmpty {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      }
      if !FileManager.default.fileExists(atPath: path) {
        _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
      }
    }
    var configuration = Configuration()
    configuration.maximumReaderCount = 2
    configuration.busyMode = .timeout(2)
    configuration.readonly = readOnly
    configuration.prepareDatabase { database in
      database.add(function: CallOutcome.function)
      // With WAL a crash of the process loses nothing, and a crash of the machine at most the last batches.
      if !readOnly { try database.execute(sql: "PRAGMA synchronous = NORMAL") }
    }
    return try DatabasePool(path: path, configuration: configuration)
  }

  private func open() throws {
    let pool = try Self.pool(path)
    try StoreMigrations.all.migrate(pool)
    state.withLockedValue { $0.pool = pool }
  }

  // MARK: Writing

  func put(_ change: StoreChange) { queue.put(change) }

  /// Batches that could not be written.
  public var failures: UInt64 { state.withLockedValue { $0.failures } }
  /// Rows written.
  public var written: UInt64 { state.withLockedValue { $0.written } }
  /// Events dropped because too many waited.
  public var lost: UInt64 { queue.lost }
  public var waiting: Int { queue.count }
  public var isFailing: Bool { state.withLockedValue { $0.isFailing } }

  private func run() async {
    while let batch = await queue.take() {
      var pause = 0.05
      while !write(batch) {
        if hurried.withLockedValue({ $0 }) { return }
        try? await Task.sleep(for: .seconds(pause))
        pause = min(pause * 2, 5)
      }
      queue.done()
    }
  }

  private func write(_ batch: [StoreChange]) -> Bool {
    do {
      if state.withLockedValue({ $0.pool == nil }) { try open() }
      guard let pool = state.withLockedValue({ $0.pool }) else { return false }
      try pool.write { database in
        for change in batch {
          do {
            try change.write(database)
          } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            // One row that cannot be must not hold up the rest.
            logger.error("row refused", metadata: ["error": .string("\(error.message ?? "")")])
          }
        }
      }
      let recovered = state.withLockedValue { state in
        defer { state.isFailing = false }
        state.written += UInt64(batch.count)
        return state.isFailing
      }
      if recovered { logger.notice("store works again") }
      return true
    } catch {
      failed(error)
      return false
    }
  }

  private func failed(_ error: any Error) {
    let first = state.withLockedValue { state in
      defer { state.isFailing = true }
      state.failures += 1
      return !state.isFailing
    }
    // Not with the statement: its arguments are people's numbers.
    let text = (error as? DatabaseError).map { "\($0.resultCode): \($0.message ?? "")" } ?? "\(error)"
    if first { logger.error("store fails", metadata: ["reason": .string(text), "path": .string(path)]) }
  }

  // MARK: Reading

  /// Throws when the file cannot be read now.
  public func read<Value: Sendable>(_ body: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
    guard let pool = state.withLockedValue({ $0.pool }) else { throw StoreUnavailable() }
    return try await pool.read(body)
  }

  /// Writes at once, past the queue: for what somebody waits for. Throws when the file cannot be written now.
  func change<Value: Sendable>(_ body: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
    guard let pool = state.withLockedValue({ $0.pool }) else { throw StoreUnavailable() }
    return try await pool.write(body)
  }

  /// The same as `read`, for starting up.
  func readNow<Value>(_ body: (Database) throws -> Value) throws -> Value {
    guard let pool = state.withLockedValue({ $0.pool }) else { throw StoreUnavailable() }
    return try pool.read(body)
  }

  /// Returns when everything put so far is written, or false after `limit`.
  @discardableResult
  func flush(within limit: Duration = .seconds(5)) async -> Bool {
    let deadline = ContinuousClock.now + limit
    while !queue.isIdle {
      guard ContinuousClock.now < deadline else { return false }
      try? await Task.sleep(for: .milliseconds(5))
    }
    return true
  }

  /// Writes what waits and closes the file.
  func close(within limit: Duration = .seconds(3)) async {
    queue.close()
    let forced = Task { [hurried] in
      try await Task.sleep(for: limit)
      hurried.withLockedValue { $0 = true }
    }
    await writer.withLockedValue { $0 }?.value
    forced.cancel()
    if !queue.isIdle { logger.error("store closed with rows unwritten") }
    let pool = state.withLockedValue { state in
      defer { state.pool = nil }
      return state.pool
    }
    try? pool?.close()
  }
}

/// The store cannot be read now.
public struct StoreUnavailable: Error, CustomStringConvertible {
  public let description = "the store cannot be read now"
}
