import Foundation
import Testing

@testable import PatchLab

/// The gateway's reader of MLS structures against what davey, libdave and an independent Python member said to each other.
@Suite struct GroupVectorTests {
  @Test(.enabled(if: SharedVectors.isThere, SharedVectors.missing))
  func aRealSessionIsUnderstood() throws {
    let trace = try #require(JSONValue(parsing: SharedVectors.text("dave/voice_gateway_trace.json"))?.array)
    var packages: [[UInt8]: MemberKeyPackage] = [:]
    var references: Set<[UInt8]> = []
    var commits: [[UInt8]: GroupCommit] = [:]
    var senderKey: [UInt8] = []
    var seen: [Int: Int] = [:]
    for message in trace {
      guard let hex = message["hex"].string, let op = message["op"].int else { continue }
      let bytes = Array(hex: hex)
      seen[op, default: 0] += 1
      switch op {
      case 25:
        var reader = GroupReader(Array(bytes.dropFirst(3)))
        senderKey = try reader.vector()
      case 26:
        let package = try MemberKeyPackage(Array(bytes.dropFirst()))
        #expect(package.user == message["user"].uint64)
        packages[package.reference] = package
      case 27:
        // One proposal: its reference is over everything behind the version.
        var reader = GroupReader(Array(bytes.dropFirst(3)))
        #expect(try reader.integer(UInt8.self) == 0)
        let body = try reader.vector()
        references.insert(GroupCrypto.reference("Proposal", Array(body.dropFirst(2))))
        var parts = GroupReader(body)
        _ = try parts.raw(4)  // version, wire format
        _ = try parts.vector()
        _ = try parts.raw(8 + 5 + 1 + 1)  // epoch, sender, authenticated data, content type
        if try parts.integer(UInt16.self) == 3 {
          _ = try parts.integer(UInt32.self)
          let signed = parts.slice(since: 0)
          #expect(GroupCrypto.isSigned(signed, "FramedContentTBS", by: senderKey, try parts.vector()))
          #expect(parts.isAtEnd)
        }
      case 28:
        let commit = try GroupCommit(Array(bytes.dropFirst()))
        #expect(commit.proposals.allSatisfy(references.contains))
        #expect((commit.welcome?.secrets ?? []).allSatisfy { packages[$0.reference] != nil })
        #expect(commit.path.map { $0.isSigned(group: (commit.group, commit.sender)) } ?? true)
        commits[commit.message] = commit
      case 29: #expect(commits[Array(bytes.dropFirst(5))] != nil)
      case 30:
        let welcome = Array(bytes.dropFirst(5))
        #expect(
          commits.values.contains { commit in
            guard let all = commit.welcome else { return false }
            return all.secrets.contains { all.cut(for: $0.reference) == welcome }
          })
      default: break
      }
    }
    #expect(seen == [25: 3, 26: 3, 27: 6, 28: 6, 29: 5, 30: 2])
  }

  @Test(.enabled(if: SharedVectors.isThere, SharedVectors.missing))
  func commitsOfThreeLibrariesAreUnderstood() throws {
    let golden = try #require(JSONValue(parsing: SharedVectors.text("dave/dave_golden.json")))
    let wire = try #require(golden["wire"].array)
    #expect(!wire.isEmpty)
    for step in wire {
      let commit = try GroupCommit(Array(hex: try #require(step["commit_welcome"].string)))
      #expect(commit.epoch == UInt64(step["epoch_before"].int ?? -1))
      #expect(commit.welcome?.secrets.count ?? 0 == step["joiners"].array?.count)
      // One signature byte changed, and the path is not the sender's any more.
      #expect(commit.path.map { $0.isSigned(group: (commit.group, commit.sender)) } ?? true)
    }
    for (user, package) in golden["key_packages"].object ?? [:] {
      let bytes = Array(hex: package.string ?? "")
      #expect(try MemberKeyPackage(bytes).user == UInt64(user))
      for position in stride(from: 0, to: bytes.count, by: 7) {
        var damaged = bytes
        damaged[position] ^= 1
        #expect(throws: GroupRefusal.self) { try MemberKeyPackage(damaged) }
      }
      #expect(throws: GroupRefusal.self) { try MemberKeyPackage(bytes + [0]) }
      #expect(throws: GroupRefusal.self) { try MemberKeyPackage(bytes.dropLast()) }
    }
  }

  @Test(.enabled(if: SharedVectors.isThere, SharedVectors.missing))
  func transportOpensAndSealsAsOthersDo() throws {
    let vectors = try #require(JSONValue(parsing: SharedVectors.text("dave/transport_rtpsize.json")))
    let key = Array(hex: try #require(vectors["key"].string))
    let packets = try #require(vectors["packets"].array)
    #expect(packets.count >= 10)
    for packet in packets {
      let mode = try #require(packet["mode"].string.flatMap(TransportMode.init))
      let wire = Array(hex: packet["wire"].string ?? "")
      let clear = Array(hex: packet["clear"].string ?? "")
      let count = try #require(packet["aad_len"].int)
      let nonce = try #require(packet["nonce"].int)
      var seal = TransportSeal(mode: mode, key: key, counter: UInt32(nonce) &- 1)
      #expect(seal.open(wire, header: count) == Array(clear[count...]), "\(packet["name"])")
      #expect(seal.seal(header: Array(clear[..<count]), body: Array(clear[count...])) == wire)
      var damaged = wire
      damaged[damaged.count / 2] ^= 1
      #expect(seal.open(damaged, header: count) == nil)
      if !MediaPacket.isControl(wire) { #expect(MediaPacket(wire)?.headerCount == count) }
    }
    let discovery = vectors["ip_discovery"]
    #expect(VoiceDiscovery.question(Array(hex: discovery["request"].string ?? "")) == 0xCAFE_BABE)
    #expect(
      VoiceDiscovery.answer(0xCAFE_BABE, address: "203.0.113.7", port: 50123)
        == Array(hex: discovery["response"].string ?? ""))
    let ping = Array(hex: vectors["keepalive_examples"]["native_ping"].string ?? "")
    #expect(VoiceDiscovery.echo(ping) == Array(hex: vectors["keepalive_examples"]["native_pong"].string ?? ""))
  }

  @Test(.enabled(if: SharedVectors.isThere, SharedVectors.missing))
  func framesAreToldFromSound() throws {
    let golden = try #require(JSONValue(parsing: SharedVectors.text("dave/dave_golden.json")))
    for frame in golden["frames"].array ?? [] {
      let content = MediaContent(Array(hex: frame["frame"].string ?? ""))
      guard case .encrypted = content else {
        Issue.record("\(content)")
        continue
      }
      #expect(MediaContent(Array(hex: frame["plain"].string ?? "")) == .plain)
    }
    for frame in golden["edge_frames"].array ?? [] {
      #expect(
        MediaContent(Array(hex: frame["frame"].string ?? "")) == .encrypted(counter: UInt64(frame["nonce"].int ?? -1)))
    }
    #expect(MediaContent([0xF8, 0xFF, 0xFE]) == .silence)
    #expect(MediaContent([0xF8, 0xFF, 0xFE, 0]) == .plain)
  }
}
