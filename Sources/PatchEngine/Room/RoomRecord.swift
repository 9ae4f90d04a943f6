public import PatchBase

// A recording of the Room.
extension Room {
  /// Begins to record, as soon as somebody consents. Takes the recorder in; on failure it stays where it is: `argument`
  /// when there is none or it was made for another rate, `state` when the Room is being recorded.
  public mutating func record(_ given: inout Box<Recorder>?) throws(Fault) {
    guard let rate = given?.value.settings.sampleRate, rate == settings.sampleRate else { throw .argument }
    guard recorder == nil else { throw .state }
    recorder = given.take()
    isRecordingEnding = false
  }

  /// Notes that a leg agrees to be recorded, or no longer does. `state` when nothing is recorded, or no track is left.
  public mutating func consent(_ id: SlotID, _ given: Bool) throws(Fault) {
    guard let index = legs.index(of: id) else { throw .argument }
    guard recorder != nil else { throw .state }
    try recorder!.value.consent(id, isHost: legs[index].value.kind != .carrier, given)
  }

  /// Records silence for all until it is let go on.
  public mutating func pauseRecording(_ on: Bool) throws(Fault) {
    guard recorder != nil else { throw .state }
    recorder!.value.isPaused = on
  }

  /// Which file a leg is in, and which channel of it.
  public mutating func recording(of id: SlotID) throws(Fault) -> (file: Int, channel: Int) {
    guard recorder != nil, let found = recorder!.value.place(of: id) else { throw .state }
    return found
  }

  /// Ends the recording: `poll` gives what is left of it.
  public mutating func finishRecording() throws(Fault) {
    guard recorder != nil else { throw .state }
    isRecordingEnding = true
    recorder!.value.close()
  }

  /// Hands the recorder back, after `poll` said `wait`; what was not polled is lost.
  public mutating func takeRecorder() throws(Fault) -> Box<Recorder> {
    guard let box = recorder.take() else { throw .state }
    return box
  }
}
