import PatchBase

/// Why a stream could not enter a room.
enum RoomRefusal: Error {
  case roomFull
  case tooManyRooms
  case stopping
  case failed(Fault)

  var closeCode: UInt16 {
    switch self {
    case .roomFull, .tooManyRooms: 1013
    case .stopping: 1001
    case .failed(let fault): fault == .unsupported ? 1003 : fault == .noMemory ? 1013 : 1008
    }
  }

  /// For a leg with sound of its own.
  var soundCloseCode: UInt16 {
    switch self {
    case .roomFull, .tooManyRooms: SoundClose.full
    case .stopping: 1001
    case .failed: SoundClose.malformed
    }
  }

  var reason: String {
    switch self {
    case .roomFull: "room full"
    case .tooManyRooms: "too many rooms"
    case .stopping: "server stops"
    case .failed(let fault):
      fault == .unsupported ? "unsupported media format" : fault == .noMemory ? "out of memory" : "start refused"
    }
  }
}
