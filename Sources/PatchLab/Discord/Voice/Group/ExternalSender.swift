import Crypto
import Foundation

/// The gateway's own key: signs the proposals to add and to remove, from outside the group.
struct ExternalSender: Sendable {
  private let key = P256.Signing.PrivateKey()
  private static let identity: [UInt8] = [0]

  /// A proposal as it goes over the wire, and its reference.
  struct Proposal: Equatable, Sendable {
    let message: [UInt8]
    let reference: [UInt8]
  }

  /// The payload of op 25.
  var payload: [UInt8] {
    var writer = GroupWriter()
    writer.vector(Array(key.publicKey.x963Representation))
    writer.integer(UInt16(1))
    writer.vector(Self.identity)
    return writer.bytes
  }

  func add(_ package: MemberKeyPackage, group: [UInt8], epoch: UInt64) -> Proposal {
    var writer = GroupWriter()
    writer.integer(UInt16(1))
    writer.raw(package.bytes)
    return proposal(writer.bytes, group, epoch)
  }

  func remove(leaf: UInt32, group: [UInt8], epoch: UInt64) -> Proposal {
    var writer = GroupWriter()
    writer.integer(UInt16(3))
    writer.integer(leaf)
    return proposal(writer.bytes, group, epoch)
  }

  private func proposal(_ body: [UInt8], _ group: [UInt8], _ epoch: UInt64) -> Proposal {
    var framed = GroupWriter()
    framed.integer(UInt16(1))  // wire format: public message
    framed.vector(group)
    framed.integer(epoch)
    framed.integer(UInt8(2))  // an external sender…
    framed.integer(UInt32(0))  // …the only one
    framed.vector([])
    framed.integer(UInt8(2))  // a proposal
    framed.raw(body)
    var signed = GroupWriter()
    signed.integer(UInt16(1))
    signed.raw(framed.bytes)
    // A P-256 signature fails only when the generator does.
    let signature = try? key.signature(for: GroupCrypto.labelled("FramedContentTBS", signed.bytes))
    framed.vector(Array(signature?.derRepresentation ?? .init()))
    var message = GroupWriter()
    message.integer(UInt16(1))
    message.raw(framed.bytes)
    return Proposal(message: message.bytes, reference: GroupCrypto.reference("Proposal", framed.bytes))
  }

  /// The payload of op 27 that adds proposals.
  static func append(_ proposals: [Proposal]) -> [UInt8] {
    var writer = GroupWriter()
    writer.integer(UInt8(0))
    writer.vector(proposals.flatMap(\.message))
    return writer.bytes
  }

  /// The payload of op 27 that takes proposals back.
  static func revoke(_ proposals: [Proposal]) -> [UInt8] {
    var references = GroupWriter()
    for proposal in proposals { references.vector(proposal.reference) }
    var writer = GroupWriter()
    writer.integer(UInt8(1))
    writer.vector(references.bytes)
    return writer.bytes
  }
}
