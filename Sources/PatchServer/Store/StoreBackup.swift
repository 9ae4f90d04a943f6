import Foundation
import GRDB

/// Copies of the store: made while the server runs, put back while it does not.
public enum StoreBackup {
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  /// A whole, consistent copy in one file. The target must not exist.
  public static func save(_ source: String, to target: String) throws {
    guard FileManager.default.fileExists(atPath: source) else { throw Failure(description: "\(source) does not exist") }
    guard !FileManager.default.fileExists(atPath: target) else {
      throw Failure(description: "\(target) exists already")
    }
    _ = FileManager.default.createFile(atPath: target, contents: nil, attributes: [.posixPermissions: 0o600])
    do {
      let pool = try Store.pool(source)
      let copy = try DatabaseQueue(path: target)
      try pool.backup(to: copy)
      // One file that stands alone.
      try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
      try copy.close()
      try pool.close()
    } catch {
      try? FileManager.default.removeItem(atPath: target)
      throw error
    }
  }

  /// Puts a copy in the place of the store, after looking whether it is one. What was there stays beside it, with
  /// `.before-restore-` and the time behind its name.
  public static func restore(_ copy: String, to target: String) throws {
    guard FileManager.default.fileExists(atPath: copy) else { throw Failure(description: "\(copy) does not exist") }
    var reading = Configuration()
    reading.readonly = true
    let checked = try DatabaseQueue(path: copy, configuration: reading)
    let verdict = try checked.read { database in
      let check = try String.fetchOne(database, sql: "PRAGMA quick_check") ?? "?"
      guard check == "ok" else { return check }
      let migrator = StoreMigrations.all
      if try migrator.hasBeenSuperseded(database) { return "made by a newer version" }
      return try migrator.appliedIdentifiers(database).isEmpty ? "no store of ours" : "ok"
    }
    try checked.close()
    guard verdict == "ok" else { throw Failure(description: "\(copy): \(verdict)") }
    let files = FileManager.default
    if files.fileExists(atPath: target) {
      // A server that runs holds the file; restoring below it would lose both.
      let pool = try Store.pool(target)
      do {
        try pool.writeWithoutTransaction { database in
          try database.execute(
            sql: "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT; PRAGMA journal_mode = DELETE")
        }
      } catch {
        throw Failure(description: "\(target) is in use: stop the server first")
      }
      try pool.close()
      let kept = target + ".before-restore-\(WallClock.microseconds() / 1000)"
      try files.moveItem(atPath: target, toPath: kept)
    }
    for ending in ["-wal", "-shm"] { try? files.removeItem(atPath: target + ending) }
    try files.copyItem(atPath: copy, toPath: target)
    try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: target)
  }
}
