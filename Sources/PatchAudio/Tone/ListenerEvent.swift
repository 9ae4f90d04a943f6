/// Something that a `Listener` heard.
public struct ListenerEvent: Equatable, Sendable {
  public enum Kind: UInt32, Sendable {
    /// Somebody began to speak. `value` is the likelihood in thousandths.
    case speechStarted = 1
    /// He ended, before the hangover. `value` is how long he spoke, in ms.
    case speechEnded = 2
    /// A DTMF digit began: `value` is its ASCII code.
    case digit = 3
    /// A beep: `value` is its frequency in Hz. Told when it has lasted for 120 ms.
    case beep = 4
    /// The beep is over: `value` is how long it was, in ms; its end is the position.
    case beepEnded = 5
    /// A fax machine: `value` 1100 is one that calls (CNG), 2100 one that answers (CED).
    case fax = 6
    /// The network's information tone.
    case information = 7
    /// What answered: `value` is an `AnswerKind`, `extra` the confidence in thousandths.
    case answer = 8
  }

  public var kind: Kind
  /// Where it began, in samples from the first one given.
  public var position: UInt64
  public var value: UInt64
  public var extra: UInt64

  public init(_ kind: Kind, position: UInt64 = 0, value: UInt64 = 0, extra: UInt64 = 0) {
    self.kind = kind
    self.position = position
    self.value = value
    self.extra = extra
  }
}
