import Foundation
import GRDB
import Logging
import NIOConcurrencyHelpers
import PatchBase
import PatchCodec

/// The recordings of a server: files that only its user can read, a row for each, and an end to all of them.
final class Recordings: Sendable {
  let folder: String
  private let days: Int
  private let store: Store?
  private let events: EventLog
  private let queue = DispatchQueue(label: "phonepatch.recordings")
  private let nextSweep = NIOLockedValueBox(ContinuousClock.now)

  init(folder: String, days: Int, store: Store?, events: EventLog) {
    self.folder = folder
    self.days = days
    self.store = store
    self.events = events
  }

  func begin(owner: String, mode: RecordingSettings.Mode, room: String, rate: Int) -> RecordingFile {
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let id = Identity.make("rec")
    let now = Int64(WallClock.microseconds())
    let record = RecordingRecord(
      id: id, callID: nil, owner: owner, path: id + ".wav", mode: mode.rawValue, created: now,
      expires: now + Int64(days) * 86_400_000_000, milliseconds: 0, bytes: 0)
    return RecordingFile(
      record, path: path(record), room: room, rate: rate, queue: queue, store: store, events: events)
  }

  /// Those that a crash cut short: as long as their files are, which are whole up to their last second.
  func recover() {
    let cut = try? store?.readNow { try RecordingRecord.fetchAll($0, sql: "SELECT * FROM recording WHERE bytes = 0") }
    for record in cut ?? [] where isOurs(record.path) {
      guard let handle = FileHandle(forReadingAtPath: path(record)), let end = try? handle.seekToEnd(), end > 80,
        (try? handle.seek(toOffset: 0)) != nil, let head = try? handle.read(upToCount: 80),
        let rate = try? WavReader.locate(Array(head).span).format.sampleRate
      else {
        delete(record, because: Adoption.reason)
        continue
      }
      try? handle.close()
      var whole = record
      whole.bytes = Int64(end)
      whole.milliseconds = RecordingFile.milliseconds(bytes: whole.bytes, rate: Int(rate))
      store?.put(.recording(whole))
      events.record(
        .recordingEnded, call: record.callID,
        [
          "recording_id": .string(record.id), "bytes": .integer(whole.bytes),
          "milliseconds": .integer(whole.milliseconds), "reason": .string(Adoption.reason),
        ], level: .warning)
    }
  }

  func path(_ record: RecordingRecord) -> String { folder + "/" + record.path }

  /// The row stays until the sound is gone; false when it is not.
  @discardableResult
  func delete(_ record: RecordingRecord, because reason: String) -> Bool {
    guard isOurs(record.path) else { return false }
    let path = path(record)
    if FileManager.default.fileExists(atPath: path) {
      do { try FileManager.default.removeItem(atPath: path) } catch { return false }
    }
    store?.put(.forgetRecording(record.id))
    events.record(
      .recordingDeleted, call: record.callID, ["recording_id": .string(record.id), "reason": .string(reason)])
    return true
  }

  /// A name of ours, and no way out of the folder.
  func isOurs(_ name: String) -> Bool { name.hasPrefix("rec-") && !name.contains("/") }

  /// Deletes what is too old: at once, then every hour.
  func sweep() {
    let isDue = nextSweep.withLockedValue { next in
      guard next <= .now else { return false }
      next = .now + .seconds(3600)
      return true
    }
    if isDue { sweepNow() }
  }

  func sweepNow() {
    guard let store else { return }
    Task {
      let now = Int64(WallClock.microseconds())
      let old = try? await store.read { database in
        try RecordingRecord.fetchAll(
          database, sql: "SELECT * FROM recording WHERE expires IS NOT NULL AND expires <= ?", arguments: [now])
      }
      guard let old else { return }
      for record in old { delete(record, because: "expired") }
      deleteStrays(before: now - Int64(days) * 86_400_000_000)
    }
  }

  /// Files whose rows were lost have an end as well.
  private func deleteStrays(before limit: Int64) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where isOurs(name) {
      let changed = try? FileManager.default.attributesOfItem(atPath: folder + "/" + name)[.modificationDate] as? Date
      guard let changed, changed.timeIntervalSince1970 * 1e6 < Double(limit) else { continue }
      try? FileManager.default.removeItem(atPath: folder + "/" + name)
    }
  }

  /// Returns when everything is on the disk.
  func finish() async { await withCheckedContinuation { done in queue.async { done.resume() } } }
}
