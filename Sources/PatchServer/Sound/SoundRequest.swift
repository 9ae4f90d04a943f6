import NIOCore
import PatchAudio
import PatchBase

/// Somebody who wants into a room with sound of their own: a browser, an assistant, a game.
struct SoundRequest: Sendable {
  enum Kind: String, Sendable { case browser, pcm }

  let legID: String
  let kind: Kind
  let wish: SoundWish
  let format: AudioFormat
  /// Whose it is: a guild, or `default`.
  let owner: String
  let channel: any Channel
}

/// Why a sound leg ends, as its socket is told.
enum SoundClose {
  static let malformed: UInt16 = 4400
  static let ticket: UInt16 = 4401
  static let origin: UInt16 = 4403
  static let noRoom: UInt16 = 4404
  static let silent: UInt16 = 4408
  static let tooBig: UInt16 = 4413
  static let full: UInt16 = 4429
}

/// What a sound leg asks for.
enum SoundCommand: Sendable {
  case mute(Bool)
  /// Forget what is queued of me.
  case clear
  /// Tell me when what came before this has been played.
  case mark(String)
}
