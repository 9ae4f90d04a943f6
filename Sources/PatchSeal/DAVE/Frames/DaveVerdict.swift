/// What became of a received frame. The numbers are those of `phonepatch/dave.h`.
public enum DaveVerdict: Int32, Sendable, CaseIterable {
  /// It was encrypted, and is open.
  case opened = 0
  /// The silence frame F8 FF FE, which is never encrypted on some ways.
  case silence = 1
  /// It was not encrypted, at a time when that is allowed.
  case passed = 2
  /// There is no member of that number.
  case unknownUser = 3
  /// The member's keys are all too old.
  case noKey = 4
  /// It is not encrypted and should be.
  case plaintext = 5
  /// It says that it is a DAVE frame, and is none.
  case malformed = 6
  /// It was opened before, or is more than a thousand frames late.
  case replayed = 7
  /// Its key is of a generation that cannot be yet, or is gone.
  case generation = 8
  /// Its tag fits no key of the member.
  case unauthenticated = 9
  /// The output is too small; nothing was noted.
  case noSpace = 10

  /// True when there is sound to play.
  public var isSound: Bool { rawValue <= DaveVerdict.passed.rawValue }
}

/// A verdict, and how many bytes of sound came out.
public struct DaveOpened: Equatable, Sendable {
  public let verdict: DaveVerdict
  /// Bytes written; with `noSpace` the bytes needed. 0 for every other frame that is no sound.
  public let count: Int

  init(_ verdict: DaveVerdict, _ count: Int = 0) {
    self.verdict = verdict
    self.count = count
  }
}
