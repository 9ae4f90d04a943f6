/// Says or plays something and waits for keys; asks `action` what comes next, with the field `Digits`, which is empty when none came.
public struct Gather: Verb {
  public var action: String
  public var digits: Int
  /// Seconds without a key.
  public var timeout: Int
  /// What is said or played meanwhile.
  public var verbs: [XMLElement]

  public init(action: String, digits: Int = 1, timeout: Int = 5, @TwiML.Verbs _ verbs: () -> [XMLElement] = { [] }) {
    self.action = action
    self.digits = digits
    self.timeout = timeout
    self.verbs = verbs()
  }

  public var element: XMLElement {
    XMLElement(
      "Gather",
      [
        "action": action, "actionOnEmptyResult": "true", "input": "dtmf", "numDigits": String(digits),
        "timeout": String(timeout),
      ], children: verbs)
  }
}
