import GRDB

/// One thing to be written. Writing it twice is the same as writing it once.
enum StoreChange: Sendable {
  case call(CallRecord)
  case event(EventRecord)
  case audit(AuditRecord)
  case person(PersonRecord)
  case number(NumberRecord)
  case recording(RecordingRecord)
  case recordingCall(RecordingCall)
  case forgetNumber(String)
  case forgetRecording(String)

  func write(_ database: Database) throws {
    switch self {
    case .call(let record): try record.upsert(database)
    case .event(let record): try record.insert(database, onConflict: .ignore)
    case .audit(let record): try record.insert(database, onConflict: .ignore)
    case .person(let record): try record.upsert(database)
    case .number(let record): try record.upsert(database)
    case .recording(let record): try record.upsert(database)
    case .recordingCall(let record): try record.insert(database, onConflict: .ignore)
    case .forgetNumber(let number): _ = try NumberRecord.deleteOne(database, key: number)
    case .forgetRecording(let id):
      _ = try RecordingRecord.deleteOne(database, key: id)
      try database.execute(sql: "DELETE FROM recorded_call WHERE recording_id = ?", arguments: [id])
    }
  }
}
