import Foundation
import Logging
import NIOConcurrencyHelpers

/// One recording on its way to the disk. Written on a queue of its own: neither rooms nor event loops wait for it. What the
/// disk does not take in time is left out, and stays silence of the same length.
final class RecordingFile: Sendable {
  private struct State {
    var handle: FileHandle?
    var waiting = 0
    var failed = false
    var record: RecordingRecord
    var end: UInt64 = 0
  }

  let id: String
  private let state: NIOLockedValueBox<State>
  private let path: String
  private let rate: Int
  private let queue: DispatchQueue
  private let store: Store?
  private let events: EventLog
  private let room: String
  /// Bytes that may wait.
  private static let most = 8 << 20

  init(
    _ record: RecordingRecord, path: String, room: String, rate: Int, queue: DispatchQueue, store: Store?,
    events: EventLog
  ) {
    id = record.id
    self.path = path
    self.room = room
    self.rate = rate
    self.queue = queue
    self.store = store
    self.events = events
    state = NIOLockedValueBox(State(record: record))
    store?.put(.recording(record))
  }

  /// A call takes part in it.
  func add(call: String) {
    let record = state.withLockedValue { state in
      if state.record.callID == nil { state.record.callID = call }
      return state.record
    }
    if record.callID == call {
      store?.put(.recording(record))
      events.record(
        .recordingStarted, call: call,
        ["recording_id": .string(id), "room": RoomName.shown(room), "mode": .string(record.mode)])
    }
    store?.put(.recordingCall(RecordingCall(recordingID: id, callID: call)))
  }

  func write(_ bytes: [UInt8], at offset: UInt64) {
    let fits = state.withLockedValue { state in
      guard !state.failed, state.waiting + bytes.count <= Self.most else { return false }
      state.waiting += bytes.count
      return true
    }
    if fits { queue.async { self.put(bytes, offset) } }
  }

  private func put(_ bytes: [UInt8], _ offset: UInt64) {
    do {
      let handle = try state.withLockedValue({ $0.handle }) ?? open()
      try handle.seek(toOffset: offset)
      try handle.write(contentsOf: bytes)
      state.withLockedValue { state in
        state.waiting -= bytes.count
        state.end = max(state.end, offset + UInt64(bytes.count))
      }
    } catch {
      state.withLockedValue { $0.failed = true }
      events.record(
        .recordingFailed, call: state.withLockedValue { $0.record.callID },
        ["recording_id": .string(id), "reason": "the disk does not take it"], level: .error)
    }
  }

  /// Nobody but us may read it, from its first byte on.
  private func open() throws -> FileHandle {
    guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
      let handle = FileHandle(forWritingAtPath: path)
    else { throw CocoaError(.fileWriteUnknown) }
    state.withLockedValue { $0.handle = handle }
    return handle
  }

  /// What was written is all there is.
  func finish() {
    queue.async { [self] in
      let record = state.withLockedValue { state in
        try? state.handle?.close()
        state.handle = nil
        state.failed = true  // what comes later is nothing
        state.record.bytes = Int64(state.end)
        state.record.milliseconds = Self.milliseconds(bytes: state.record.bytes, rate: rate)
        return state.record
      }
      // Deleted meanwhile: then there is nothing to tell of.
      guard FileManager.default.fileExists(atPath: path) else {
        store?.put(.forgetRecording(id))
        return
      }
      store?.put(.recording(record))
      events.record(
        .recordingEnded, call: record.callID,
        [
          "recording_id": .string(id), "bytes": .integer(record.bytes), "milliseconds": .integer(record.milliseconds),
        ])
    }
  }

  /// Of a WAV file of two channels of 16 bits.
  static func milliseconds(bytes: Int64, rate: Int) -> Int64 { max(bytes - 80, 0) * 1000 / Int64(rate * 4) }
}

extension EventType {
  public static let recordingStarted: EventType = "recording.started"
  public static let recordingEnded: EventType = "recording.ended"
  /// A caller agreed to be recorded, by the mode's way.
  public static let recordingConsented: EventType = "recording.consented"
  public static let recordingRefused: EventType = "recording.refused"
  public static let recordingFailed: EventType = "recording.failed"
  public static let recordingDeleted: EventType = "recording.deleted"
}
