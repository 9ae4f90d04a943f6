import Foundation
import GRDB
import Testing

@testable import PatchLab
@testable import PatchServer

/// A disk that is full and a file that somebody holds, under a server that carries calls.
@Suite(.timeLimit(.minutes(2))) struct TroubledStoreTests {
  enum Trouble: String, CaseIterable { case full, locked }

  @Test(arguments: Trouble.allCases) func noCallIsLostAndNoRowDoubled(_ trouble: Trouble) async throws {
    try await APITests.withAPI {
      $0.policy.each = Caps(calls: 20, minutes: 10_000, cost: 1000)
      $0.policy.total = $0.policy.each
      $0.policy.perNumber = 100
    } _: { (bridge: Bridge, client: APITests.Client) async throws in
      let server = bridge.server
      let store = try #require(server.parts.store)
      func place(_ count: Int) async throws -> Set<String> {
        var ids: Set<String> = []
        for _ in 0..<count { ids.insert(try await bridge.place(room: "lobby").id) }
        return ids
      }
      func carried(_ ids: Set<String>) async -> Bool {
        await bridge.wait {
          let legs = await server.roomStatistics().flatMap(\.legs).map(\.callID)
          return Set(legs).isSuperset(of: ids)
        }
      }
      func metric(_ name: String) async throws -> Double {
        let page = try await client.ask("GET", "/metrics").body
        let line = page.split(separator: "\n").first { $0.hasPrefix(name + " ") }
        return try #require(line.flatMap { Double($0.split(separator: " ")[1]) })
      }
      func faults() async throws -> [String] {
        let told = try await client.json("GET", "/v1/status")["faults"] as? [[String: Any]]
        return told?.compactMap { $0["code"] as? String } ?? []
      }
      func history() async throws -> [String: Any]? {
        let findings = try await client.json("GET", "/v1/doctor")["findings"] as? [[String: Any]]
        return findings?.first { $0["name"] as? String == "history" }
      }
      let before = try await place(2)
      #expect(await carried(before))
      #expect(await store.flush())
      #expect(try await metric("phonepatch_store_up") == 1)
      #expect(try await faults() == [])
      let other = try StoreTests.queue(store.path)
      switch trouble {
      case .full:
        // Not one page more, for the connection that writes.
        _ = try await store.change { try Int.fetchOne($0, sql: "PRAGMA max_page_count = 1") }
        for index in 0..<2000 { server.events.record(.callStatus, ["status": .string("filling \(index)")]) }
      case .locked: try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
      }
      let during = try await place(3)
      #expect(await carried(before.union(during)), "calls go on, and new ones come")
      #expect(await bridge.wait(15) { store.isFailing })
      #expect(try await metric("phonepatch_store_up") == 0)
      #expect(try await metric("phonepatch_store_failures_total") > 0)
      #expect(try await metric("phonepatch_store_waiting_rows") >= 0)
      #expect(try await faults() == ["store"])
      let finding = try #require(try await history())
      #expect(finding["verdict"] as? String == "wrong" && finding["remedy"] is String)
      // Callers come, are steered and go.
      let one = try #require(during.first)
      #expect(try await client.ask("POST", "/v1/calls/\(one)/mute").status == 204)
      #expect(try await client.ask("GET", "/v1/calls/\(one)").status == 200)
      #expect(try await client.ask("DELETE", "/v1/calls/\(one)").status == 204)
      switch trouble {
      case .full: _ = try await store.change { try Int.fetchOne($0, sql: "PRAGMA max_page_count = 1073741823") }
      case .locked: try await other.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
      }
      #expect(try await client.json("DELETE", "/v1/calls")["ended"] as? Int == 4)
      #expect(await bridge.wait { server.calls().isEmpty })
      #expect(await store.flush(within: .seconds(20)))
      #expect(try await metric("phonepatch_store_up") == 1 && store.lost == 0)
      #expect(try await faults() == [])
      let (calls, events) = try await store.read { (try CallRecord.fetchAll($0), try EventRecord.fetchAll($0)) }
      #expect(Set(calls.map(\.id)) == before.union(during) && calls.count == 5)
      #expect(calls.allSatisfy { $0.ended != nil && $0.reason?.hasPrefix("hung up") == true })
      for type in ["call.placed", "call.ended"] {
        #expect(events.filter { $0.type == type }.compactMap(\.callID).sorted() == calls.map(\.id).sorted(), "\(type)")
      }
      // Without a gap: what was told is what is kept, but for details of sound.
      let seen = server.events.snapshot().filter { !$0.type.rawValue.hasPrefix("leg.") }.map { Int64($0.seq) }
      #expect(Set(seen).isSubset(of: events.map(\.seq)))
      try other.close()
    }
  }

  @Test func aNumberOfOursIsNotForgottenByTheCommandEither() async throws {
    let folder = try TemporaryFolder()
    let store = Store(path: folder.path + "/phonepatch.sqlite", logger: StoreTests.quiet)
    store.put(.call(StoreTests.call("one", ended: true)))
    store.put(.number(NumberRecord(number: "+14155550177", owner: "default")))
    #expect(await store.flush())
    await store.close()
    for number in ["+14155550100", "+14155550177"] {
      #expect(throws: Forgetting.OurOwn.self) { try Forgetting.run(number, data: folder.path) }
    }
    #expect(try Forgetting.run("+14155552671", data: folder.path).calls == 1)
  }
}
