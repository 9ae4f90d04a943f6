import PatchBase
import Testing
@testable import PatchSeal

/// Bytes that came from Discord itself.
@Suite(.enabled(if: Shared.isThere, Shared.missing)) struct DaveCapturedTests {
  struct Captured: Decodable {
    var channel_id: String
    var my_user_id: String
    var added_user_id: String
    var op25_external_sender: Hex
    var op27_append_after_operation_byte: Hex
    var op27_revoke_after_operation_byte: Hex
    var proposal_ref: Hex
  }

  @Test func answersTheRealGateway() throws {
    let captured: Captured = try Shared.decode("dave/captured_and_upstream.json")
    let member = try DaveMember(UInt64(captured.my_user_id)!, channel: UInt64(captured.channel_id)!, seed: 1)
    member.session.start(version: 1, at: at(0))
    member.receive(25, captured.op25_external_sender.bytes, at: at(0))
    member.receive(27, [0] + captured.op27_append_after_operation_byte.bytes, at: at(0))
    try member.drain(at: at(0))
    #expect(member.commits.isEmpty && member.has(.refused), "whom op 11 has not named is not added")
    member.session.connect(UInt64(captured.added_user_id)!)
    member.receive(27, [0] + captured.op27_append_after_operation_byte.bytes, at: at(0))
    try member.drain(at: at(0))
    #expect(member.commits.count == 1)
    let message = member.commits[0]
    let count = try MLSMessage.count(message.span)
    #expect(count < message.count, "a Welcome follows")
    member.receive(29, [0, 0] + message[..<count], at: at(0))
    try member.drain(at: at(0))
    #expect(member.session.isEstablished == true && member.session.epoch == 1 && member.session.memberCount == 2)
    #expect(member.frames.sending == .sealed)
  }

  @Test func revokesAsTheRealGatewayDoes() throws {
    let captured: Captured = try Shared.decode("dave/captured_and_upstream.json")
    let member = try DaveMember(UInt64(captured.my_user_id)!, channel: UInt64(captured.channel_id)!, seed: 1)
    member.session.connect(UInt64(captured.added_user_id)!)
    member.session.start(version: 1, at: at(0))
    member.receive(25, captured.op25_external_sender.bytes, at: at(0))
    member.receive(27, [0] + captured.op27_append_after_operation_byte.bytes, at: at(0))
    #expect(member.session.group.proposalCount == 1)
    member.receive(27, [1] + captured.op27_revoke_after_operation_byte.bytes, at: at(0))
    try member.drain(at: at(0))
    #expect(member.session.group.proposalCount == 0 && member.commits.isEmpty && member.has(.refused) == false)
  }
}
