import Foundation
import GRDB

/// Takes a person out of everything that is kept: sound, events, transcripts, and every mention of the number. That calls
/// were made, and what they cost, stays. A wish not to be called stays too, for it could not be honoured otherwise.
public enum Forgetting {
  /// What was taken out.
  public struct Outcome: Sendable, Equatable, Encodable {
    public var calls = 0
    public var events = 0
    public var recordings = 0
  }

  /// For a store that no server has open, or any has. Throws when the file cannot be written.
  public static func run(_ text: String, data folder: String) throws -> Outcome {
    guard text.hasPrefix("+"), let number = try? PhoneNumber(text).text else {
      throw StoreBackup.Failure(description: "\(text) is no number with + and the country code")
    }
    let pool = try Store.pool(folder + "/phonepatch.sqlite")
    defer { try? pool.close() }
    try StoreMigrations.all.migrate(pool)
    let sounds = try pool.read { database in
      guard try !isOurs(number, database) else { throw OurOwn() }
      return try recordings(of: number, database)
    }
    for sound in sounds where !sound.path.contains("/") {
      let path = folder + "/recordings/" + sound.path
      if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    }
    return try pool.write { try forget(number, $0) }
  }

  /// Every call has a number of ours on one side: forgetting that would forget them all.
  public struct OurOwn: Error, CustomStringConvertible {
    public let description = "That is our own number: every call would be forgotten."
  }

  /// Whether the number is one that we keep, call out from or are called at.
  static func isOurs(_ number: String, _ database: Database) throws -> Bool {
    try Bool.fetchOne(
      database,
      sql: """
        SELECT EXISTS (SELECT 1 FROM number WHERE number = ?1)
        OR EXISTS (SELECT 1 FROM call WHERE direction = 'outbound' AND from_number = ?1)
        OR EXISTS (SELECT 1 FROM call WHERE direction = 'inbound' AND to_number = ?1)
        """, arguments: [number]) ?? false
  }

  /// Recordings that the number takes part in.
  static func recordings(of number: String, _ database: Database) throws -> [RecordingRecord] {
    try RecordingRecord.fetchAll(
      database,
      sql: """
        SELECT * FROM recording WHERE call_id IN (SELECT id FROM call WHERE from_number = ?1 OR to_number = ?1)
        OR id IN (SELECT recording_id FROM recorded_call WHERE call_id IN
          (SELECT id FROM call WHERE from_number = ?1 OR to_number = ?1))
        """, arguments: [number])
  }

  static func forget(_ number: String, _ database: Database) throws -> Outcome {
    var outcome = Outcome()
    let calls = try String.fetchAll(
      database, sql: "SELECT id FROM call WHERE from_number = ?1 OR to_number = ?1", arguments: [number])
    outcome.calls = calls.count
    for sound in try recordings(of: number, database) {
      try RecordingRecord.deleteOne(database, key: sound.id)
      try database.execute(sql: "DELETE FROM recorded_call WHERE recording_id = ?", arguments: [sound.id])
      try database.execute(sql: "DELETE FROM transcript WHERE recording_id = ?", arguments: [sound.id])
      outcome.recordings += 1
    }
    for call in calls {
      try database.execute(sql: "DELETE FROM event WHERE call_id = ?", arguments: [call])
      outcome.events += database.changesCount
      try database.execute(sql: "DELETE FROM transcript WHERE call_id = ?", arguments: [call])
      try database.execute(sql: "UPDATE call SET result = '{}' WHERE id = ?", arguments: [call])
    }
    try database.execute(sql: "UPDATE call SET from_number = 'deleted' WHERE from_number = ?", arguments: [number])
    try database.execute(sql: "UPDATE call SET to_number = 'deleted' WHERE to_number = ?", arguments: [number])
    try database.execute(
      sql: "DELETE FROM person WHERE number = ? AND blocked = 0 AND do_not_call = 0", arguments: [number])
    try database.execute(sql: "UPDATE person SET name = NULL, note = NULL WHERE number = ?", arguments: [number])
    try database.execute(
      sql: "UPDATE audit SET target = 'deleted' WHERE target = ? OR target = ?",
      arguments: [number, MaskedNumber.of(number)])
    return outcome
  }
}
