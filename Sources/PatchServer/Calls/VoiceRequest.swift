/// What the network tells when it asks what to do with a call.
public struct VoiceRequest: Sendable {
  /// CA and 32 hexadecimal digits.
  public let callSid: String
  /// E.164, `client:…`, `sip:…`, or a word such as `anonymous`.
  public let from: String
  public let to: String
  /// Every field, decoded, as signed.
  public let fields: [(String, String)]

  /// Nil without a CallSid of the right form.
  init?(fields: [(String, String)]) {
    func first(_ name: String) -> String? { fields.first { $0.0 == name }?.1 }
    guard let sid = first("CallSid"), Self.isCallSid(sid) else { return nil }
    callSid = sid
    from = first("From") ?? ""
    to = first("To") ?? first("Called") ?? ""
    self.fields = fields
  }

  /// The first value of a field.
  public func value(_ name: String) -> String? { fields.first { $0.0 == name }?.1 }

  static func isCallSid(_ text: String) -> Bool {
    text.utf8.count == 34 && text.hasPrefix("CA")
      && text.utf8.dropFirst(2).allSatisfy {
        (48...57).contains($0) || (65...70).contains($0) || (97...102).contains($0)
      }
  }
}
