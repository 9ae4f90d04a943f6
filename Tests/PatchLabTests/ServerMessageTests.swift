import Testing

@testable import PatchLab

@Suite struct ServerMessageTests {
  private func read(_ text: String) -> Result<ServerMessage, ServerMessage.Refusal> {
    do { return .success(try ServerMessage(Array(text.utf8), streamSid: "MZ1")) } catch { return .failure(error) }
  }

  private func kind(_ text: String) -> Violation.Kind? {
    if case .failure(let refusal) = read(text) { return refusal.kind }
    return nil
  }

  @Test func theThreeMessages() {
    #expect(read(#"{"event":"media","streamSid":"MZ1","media":{"payload":"AQID"}}"#) == .success(.media([1, 2, 3])))
    #expect(read(#"{"streamSid":"MZ1","mark":{"name":"é\n"},"event":"mark"}"#) == .success(.mark("é\n")))
    #expect(read(#"{"event":"clear","streamSid":"MZ1"}"#) == .success(.clear))
    let name = #"\"name\":\\"#
    #expect(read(#"{"event":"mark","streamSid":"MZ1","mark":{"name":"\#(name)"}}"#) == .success(.mark(#""name":\"#)))
  }

  @Test(arguments: [
    ("", Violation.Kind.notJSON), ("hello", .notJSON), ("[1]", .notJSON), (#"{"event":"media""#, .notJSON),
    (#"{"streamSid":"MZ1"}"#, .missingMember), (#"{"event":"stop","streamSid":"MZ1"}"#, .unknownEvent),
    (#"{"event":7,"streamSid":"MZ1"}"#, .wrongType), (#"{"event":"clear"}"#, .missingMember),
    (#"{"event":"clear","streamSid":"MZ2"}"#, .foreignStream),
    (#"{"event":"clear","streamSid":"MZ1","sequenceNumber":"1"}"#, .surplusMember),
    (#"{"event":"clear","streamSid":"MZ1","event":"clear"}"#, .surplusMember),
    (#"{"event":"mark","streamSid":"MZ1","mark":{"name":"a","name" : "b"}}"#, .surplusMember),
    (#"{"event":"media","streamSid":"MZ1"}"#, .missingMember),
    (#"{"event":"media","streamSid":"MZ1","media":{}}"#, .missingMember),
    (#"{"event":"media","streamSid":"MZ1","media":{"payload":"AQID","track":"outbound"}}"#, .surplusMember),
    (#"{"event":"media","streamSid":"MZ1","media":{"payload":"A!ID"}}"#, .badPayload),
    (#"{"event":"media","streamSid":"MZ1","media":{"payload":""}}"#, .badPayload),
    (#"{"event":"media","streamSid":"MZ1","media":{"payload":5}}"#, .wrongType),
    (#"{"event":"media","streamSid":"MZ1","media":"AQID"}"#, .wrongType),
    (#"{"event":"mark","streamSid":"MZ1","mark":{"name":"a","x":1}}"#, .surplusMember),
    (#"{"event":"mark","streamSid":"MZ1","mark":{"name":1}}"#, .wrongType),
  ])
  func whatIsRefused(_ text: String, _ expected: Violation.Kind) { #expect(kind(text) == expected) }
}
